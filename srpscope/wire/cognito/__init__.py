"""Amazon Cognito's USER_SRP_AUTH and DEVICE_SRP_AUTH."""
