"""USER_SRP_AUTH spoken by pycognito's AWSSRP over boto3: cognito_peer.py URL POOL CLIENT USER PASSWORD [SECRET]. Prints
"accepted" or "refused: CODE"."""

from __future__ import annotations

import sys


def main(url: str, pool: str, client_id: str, user: str, password: str, secret: str = "") -> None:
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from pycognito.aws_srp import AWSSRP

    config = Config(signature_version=UNSIGNED, retries={"max_attempts": 0})
    client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=url, config=config)
    login = AWSSRP(user, password, pool, client_id, client=client, client_secret=secret or None)
    try:
        tokens = login.authenticate_user()
        print("accepted" if tokens["AuthenticationResult"]["AccessToken"] else "no token")
    except ClientError as error:
        print(f"refused: {error.response['Error']['Code']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
