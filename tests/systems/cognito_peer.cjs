// USER_SRP_AUTH spoken by npm packages: node cognito_peer.cjs PACKAGE URL POOL CLIENT USER PASSWORD [SECRET], PACKAGE
// amazon-cognito-identity-js or cognito-srp-helper. Prints "accepted" or "refused: CODE".
const [name, url, pool, client, user, password, secret] = process.argv.slice(2);

function identity() {
  const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require("amazon-cognito-identity-js");
  const of = new CognitoUserPool({ UserPoolId: pool, ClientId: client, endpoint: url });
  const one = new CognitoUser({ Username: user, Pool: of });
  return new Promise((onSuccess, onFailure) => {
    one.authenticateUser(new AuthenticationDetails({ Username: user, Password: password }), { onSuccess, onFailure });
  });
}

async function post(operation, message) {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AWSCognitoIdentityProviderService." + operation,
  };
  const answer = await (await fetch(url, { method: "POST", headers, body: JSON.stringify(message) })).json();
  if (answer.__type) throw Object.assign(new Error(answer.message), { code: answer.__type });
  return answer;
}

async function helper() {
  const srp = require("cognito-srp-helper");
  const hash = secret ? { SECRET_HASH: srp.createSecretHash(user, client, secret) } : {};
  const session = srp.createSrpSession(user, password, pool, false);
  const challenge = await post("InitiateAuth", srp.wrapInitiateAuth(session, {
    ClientId: client, AuthFlow: "USER_SRP_AUTH", AuthParameters: { CHALLENGE_NAME: "SRP_A", USERNAME: user, ...hash },
  }));
  const signed = srp.signSrpSession(session, challenge);
  await post("RespondToAuthChallenge", srp.wrapAuthChallenge(signed, {
    ClientId: client, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses: { USERNAME: user, ...hash },
  }));
}

(name === "cognito-srp-helper" ? helper() : identity()).then(
  () => { console.log("accepted"); process.exit(0); },
  (error) => { console.log("refused: " + (error.code || error.message)); process.exit(0); },
);
