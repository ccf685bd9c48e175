// One handshake of an npm package with itself, its values as JSON. Input: what both sides start with.
'use strict'

const started = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const { I, P, s } = started
const hex = (value) => (Buffer.isBuffer(value) ? value.toString('hex') : value.toString(16))
const buffer = (text) => Buffer.from(text, 'hex')

const packages = {
  'secure-remote-password': () => {
    const client = require('secure-remote-password/client')
    const server = require('secure-remote-password/server')
    const x = client.derivePrivateKey(s, I, P)
    const v = client.deriveVerifier(x)
    const a = client.generateEphemeral()
    const b = server.generateEphemeral(v)
    const mine = client.deriveSession(a.secret, b.public, s, I, x)
    const yours = server.deriveSession(b.secret, a.public, s, I, v, mine.proof)
    client.verifySession(a.public, mine, yours.proof)
    return {
      both: { a: a.secret, b: b.secret },
      client: { x, A: a.public, K: mine.key, M1: mine.proof },
      server: { v, B: b.public, K: yours.key, M2: yours.proof }
    }
  },

  'fast-srp-hap': () => {
    const { SRP, SrpClient, SrpServer } = require('fast-srp-hap')
    const params = SRP.params.hap
    const identity = Buffer.from(I)
    const password = Buffer.from(P)
    const server = new SrpServer(params, buffer(s), identity, password, buffer(started.b))
    const client = new SrpClient(params, buffer(s), identity, password, buffer(started.a), true)
    client.setB(server.computeB())
    server.setA(client.computeA())
    server.checkM1(client.computeM1())
    client.checkM2(server.computeM2())
    return {
      client: { A: hex(client.computeA()), K: hex(client.computeK()), M1: hex(client.computeM1()) },
      server: { B: hex(server.computeB()), K: hex(server.computeK()), M2: hex(server.computeM2()) }
    }
  },

  tssrp6a: async () => {
    const { SRPParameters, SRPRoutines, SRPClientSession, SRPServerSession } = require('tssrp6a')
    const routines = (fixed) => {
      const own = new SRPRoutines(new SRPParameters())
      own.generatePrivateValue = () => BigInt('0x' + fixed)
      return own
    }
    const salt = BigInt('0x' + s)
    const v = routines(started.a).computeVerifier(await routines(started.a).computeX(I, salt, P))
    const server = await new SRPServerSession(routines(started.b)).step1(I, salt, v)
    const asked = await new SRPClientSession(routines(started.a)).step1(I, P)
    const client = await asked.step2(salt, server.B)
    const M2 = await server.step2(client.A, client.M1)
    await client.step3(M2)
    return {
      client: { A: hex(client.A), S: hex(client.S), M1: hex(client.M1) },
      server: { v: hex(v), B: hex(server.B), M2: hex(M2) }
    }
  },

  'thinbus-srp': () => {
    const N = BigInt('0x' + started.N).toString(10)
    const k = '5b9e8ef059c6b32ea59fc1d322d37f04aa30bae5aa9003b8321e21ddb04e300'
    const Client = require('thinbus-srp/client.js')(N, '2', k)
    const Server = require('thinbus-srp/server.js')(N, '2', k)
    const v = new Client().generateVerifier(s, I, P)
    const server = new Server()
    const B = server.step1(I, s, v)
    const client = new Client()
    client.step1(I, P)
    const { A, M1 } = client.step2(s, B)
    const M2 = server.step2(A, M1)
    client.step3(M2)
    return {
      both: { a: hex(client.a), b: hex(server.b) },
      client: { A, S: hex(client.S), K: client.getSessionKey(), M1 },
      server: { v, B, K: server.getSessionKey(), M2 }
    }
  },

  jsrp: () =>
    new Promise((resolve) => {
      const jsrp = require('jsrp')
      const client = new jsrp.client()
      const server = new jsrp.server()
      client.init({ username: I, password: P, length: 2048 }, () => {
        client.createVerifier((_, made) => {
          server.init({ salt: made.salt, verifier: made.verifier, length: 2048 }, () => {
            client.setSalt(server.getSalt())
            client.setServerPublicKey(server.getPublicKey())
            server.setClientPublicKey(client.getPublicKey())
            if (!server.checkClientProof(client.getProof())) throw new Error('the server refuses')
            if (!client.checkServerProof(server.getProof())) throw new Error('the client refuses')
            resolve({
              both: { s: made.salt, a: hex(client.aInt), b: hex(server.bInt) },
              client: { A: client.getPublicKey(), K: client.getSharedKey(), M1: client.getProof() },
              server: { v: made.verifier, B: server.getPublicKey(), K: server.getSharedKey(), M2: server.getProof() }
            })
          })
        })
      })
    })
}

Promise.resolve(packages[started.package]()).then((said) => console.log(JSON.stringify(said)))
