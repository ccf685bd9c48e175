// A small SRP client (RFC 5054, SHA-1, M1 of RFC 2945). WRONG in the environment names the stage with a mistake.
import { createHash } from "node:crypto";

const WRONG = process.env.WRONG ?? "";

const hex = (number) => {
  const digits = number.toString(16);
  return digits.length % 2 ? "0" + digits : digits;
};
const octets = (number) => Buffer.from(hex(number), "hex");
const integer = (data) => BigInt("0x" + data.toString("hex"));
const H = (...parts) => createHash("sha1").update(Buffer.concat(parts)).digest();

function power(base, exponent, N) {
  let result = 1n;
  for (base = ((base % N) + N) % N; exponent > 0n; exponent >>= 1n, base = (base * base) % N)
    if (exponent & 1n) result = (result * base) % N;
  return result;
}

export function client(given) {
  const [N, g, a, B] = ["N", "g", "a", "B"].map((name) => BigInt("0x" + given[name]));
  const salt = Buffer.from(given.s, "hex");
  const user = Buffer.from(given.I), password = Buffer.from(given.P);
  const pad = (number) => Buffer.from(hex(number).padStart(hex(N).length, "0"), "hex");

  const k = integer(H(octets(N), WRONG === "k" ? octets(g) : pad(g)));
  const x = integer(H(salt, H(WRONG === "x" ? Buffer.alloc(0) : user, Buffer.from(":"), password)));
  const v = power(g, WRONG === "v" ? x + 1n : x, N);
  const A = power(g, WRONG === "A" ? a % 2n ** 32n : a, N);
  const sent = WRONG === "A_bytes" ? pad(A) : octets(A);
  const u = integer(WRONG === "u" ? H(octets(A), octets(B)) : H(pad(A), pad(B)));
  const S = power(B - k * power(g, x, N), a + (WRONG === "S" ? u : u * x), N);
  const K = H(WRONG === "K" ? pad(S) : octets(S));
  const key = WRONG === "M1" ? octets(integer(K)) : K;
  const right = H(octets(g));
  const mixed = H(octets(N)).map((byte, i) => byte ^ right[i]);
  const M1 = H(mixed, H(user), salt, octets(A), octets(B), key);
  const M2 = WRONG === "M2" ? H(M1, K) : H(octets(A), M1, K);
  const values = {};
  for (const [name, number] of Object.entries({ k, x, v, A, u, S })) values[name] = number.toString(16);
  for (const [name, data] of Object.entries({ A_bytes: sent, K, M1, M2 })) values[name] = data.toString("hex");
  return values;
}
