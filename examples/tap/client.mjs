// A client's sums, ported with a mistake: `M1` hashes `K` as a number, and so without its leading zeros. The tap is the
// first import; take the two lines with `values` out again, and nothing is left of it.
import { values } from "./srp_tap.mjs";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (name) => BigInt("0x" + given[name]);
const [N, g, a, B] = ["N", "g", "a", "B"].map(number);
const s = Buffer.from(given.s, "hex");

const octets = (n) => Buffer.from(n.toString(16).padStart(n.toString(16).length + (n.toString(16).length % 2), "0"), "hex");
const pad = (n) => Buffer.concat([Buffer.alloc(octets(N).length - octets(n).length), octets(n)]);
const integer = (bytes) => BigInt("0x0" + bytes.toString("hex"));
const H = (...parts) => createHash("sha1").update(Buffer.concat(parts)).digest();

function power(base, exponent) {
  let result = 1n;
  for (base %= N; exponent > 0n; exponent >>= 1n, base = (base * base) % N) if (exponent & 1n) result = (result * base) % N;
  return result;
}

const k = integer(H(octets(N), pad(g)));
const x = integer(H(s, H(Buffer.from(`${given.I}:${given.P}`))));
const A = power(g, a);
const u = integer(H(pad(A), pad(B)));
const S = power((((B - k * power(g, x)) % N) + N) % N, a + u * x);
const K = integer(H(octets(S))); // the mistake: a digest is bytes
const mixed = H(octets(N)).map((one, at) => one ^ H(octets(g))[at]);
const M1 = H(mixed, H(Buffer.from(given.I)), s, octets(A), octets(B), octets(K));
values({ N, g, I: given.I, P: given.P, s, a, A, B, k, x, u, S, M1 });
