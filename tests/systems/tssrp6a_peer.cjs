// Nimbus' three steps spoken by npm tssrp6a: node tssrp6a_peer.cjs client URL NAME PASSWORD | server NAME PASSWORD.
// The client prints "accepted" or "refused: ..."; the server prints its port, then one such line for each handshake.
const http = require("node:http");
const { SRPParameters, SRPRoutines, SRPClientSession, SRPServerSession, createVerifierAndSalt } = require("tssrp6a");

const routines = new SRPRoutines(new SRPParameters(SRPParameters.PrimeGroup[1024], SRPParameters.H.SHA1));
const number = (text) => BigInt("0x" + text);
const hex = (value) => value.toString(16);

async function client(url, name, password) {
  let cookie = "";
  const post = async (path, message) => {
    const headers = { "content-type": "application/json", cookie };
    const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(message) });
    cookie = (answer.headers.get("set-cookie") || cookie).split(";")[0];
    return answer.json();
  };
  const first = await new SRPClientSession(routines).step1(name, password);
  const challenge = await post("/srp/step1", { username: name });
  const second = await first.step2(number(challenge.salt), number(challenge.B));
  const proof = await post("/srp/step2", { A: hex(second.A), M1: hex(second.M1) });
  if (proof.error) throw new Error(proof.error);
  await second.step3(number(proof.M2));
}

async function server(name, password) {
  const known = await createVerifierAndSalt(routines, name, password);
  const sessions = new Map();
  const listener = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const message = JSON.parse(body);
    let answer, status = 200;
    try {
      if (request.url === "/srp/step1") {
        const first = await new SRPServerSession(routines).step1(message.username, known.s, known.v);
        const key = String(sessions.size);
        sessions.set(key, first);
        response.setHeader("set-cookie", "js=" + key);
        answer = { salt: hex(known.s), B: hex(first.B) };
      } else {
        const key = /js=(\d+)/.exec(request.headers.cookie)[1];
        answer = { M2: hex(await sessions.get(key).step2(number(message.A), number(message.M1))) };
        console.log("accepted");
      }
    } catch (error) {
      status = 401;
      answer = { error: "BAD_CREDENTIALS", message: "Bad client credentials" };
      console.log("refused: " + error.message);
    }
    response.statusCode = status;
    response.end(JSON.stringify(answer));
  });
  listener.listen(0, "127.0.0.1", () => console.log(listener.address().port));
}

const [role, ...rest] = process.argv.slice(2);
if (role === "client") {
  client(...rest).then(() => console.log("accepted"), (error) => console.log("refused: " + error.message));
} else {
  server(...rest);
}
