/* A small SRP client (RFC 5054, SHA-1, M1 of RFC 2945) for a group of 1024 bits, slow and without a library.
 * WRONG in the environment names the stage with a mistake. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 128, DIGEST = 20 };

typedef uint8_t number[WIDTH]; /* big-endian, padded */

/* SHA-1, FIPS 180-4 section 6.1 */

static uint32_t rotated(uint32_t word, int by) { return word << by | word >> (32 - by); }

static void sha1(const uint8_t *data, size_t length, uint8_t out[DIGEST])
{
    uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
    size_t padded = (length + 8) / 64 * 64 + 64;
    uint8_t *text = calloc(padded, 1);
    memcpy(text, data, length);
    text[length] = 0x80;
    for (int i = 0; i < 8; i++)
        text[padded - 1 - i] = (uint8_t)((uint64_t)length * 8 >> 8 * i);
    for (size_t at = 0; at < padded; at += 64) {
        uint32_t w[80], v[5];
        for (int t = 0; t < 80; t++)
            w[t] = t < 16 ? (uint32_t)text[at + 4 * t] << 24 | text[at + 4 * t + 1] << 16 | text[at + 4 * t + 2] << 8
                                | text[at + 4 * t + 3]
                          : rotated(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        memcpy(v, h, sizeof v);
        for (int t = 0; t < 80; t++) {
            uint32_t f = t < 20 ? (v[1] & v[2]) | (~v[1] & v[3])
                         : t < 40 || t >= 60 ? v[1] ^ v[2] ^ v[3]
                                             : (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]);
            uint32_t k = t < 20 ? 0x5a827999 : t < 40 ? 0x6ed9eba1 : t < 60 ? 0x8f1bbcdc : 0xca62c1d6;
            uint32_t next = rotated(v[0], 5) + f + v[4] + k + w[t];
            v[4] = v[3], v[3] = v[2], v[2] = rotated(v[1], 30), v[1] = v[0], v[0] = next;
        }
        for (int i = 0; i < 5; i++)
            h[i] += v[i];
    }
    for (int i = 0; i < DIGEST; i++)
        out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
    free(text);
}

/* What a hash is fed, piece by piece */

static uint8_t fed[8 * WIDTH];
static size_t filled;

static void feed(const void *data, size_t length) { memcpy(fed + filled, data, length), filled += length; }

static void digest(uint8_t out[DIGEST]) { sha1(fed, filled, out), filled = 0; }

static const uint8_t *minimal(const uint8_t *data, size_t *length)
{
    while (*length && !*data)
        data++, --*length;
    return data;
}

static void feed_minimal(const uint8_t *data, size_t length)
{
    const uint8_t *from = minimal(data, &length);
    feed(from, length);
}

/* Arithmetic mod N by doubling and adding */

static number N;

static int subtract(number a, const number b) /* a -= b; 1 where that is negative */
{
    int borrow = 0;
    for (int i = WIDTH - 1; i >= 0; i--) {
        int difference = a[i] - b[i] - borrow;
        borrow = difference < 0;
        a[i] = (uint8_t)difference;
    }
    return borrow;
}

static void add_mod(number a, const number b) /* a = (a + b) mod N, both below N */
{
    int carry = 0;
    for (int i = WIDTH - 1; i >= 0; i--) {
        carry += a[i] + b[i];
        a[i] = (uint8_t)carry;
        carry >>= 8;
    }
    if (carry || memcmp(a, N, WIDTH) >= 0)
        subtract(a, N);
}

static void multiply_mod(number out, const number a, const number b)
{
    number result = { 0 };
    for (int bit = 0; bit < 8 * WIDTH; bit++) {
        add_mod(result, result);
        if (b[bit / 8] >> (7 - bit % 8) & 1)
            add_mod(result, a);
    }
    memcpy(out, result, WIDTH);
}

static void power_mod(number out, const number base, const uint8_t *exponent, size_t length)
{
    number result = { 0 };
    result[WIDTH - 1] = 1;
    const uint8_t *from = minimal(exponent, &length);
    for (size_t bit = 0; bit < 8 * length; bit++) {
        multiply_mod(result, result, result);
        if (from[bit / 8] >> (7 - bit % 8) & 1)
            multiply_mod(result, result, base);
    }
    memcpy(out, result, WIDTH);
}

/* out = a + u * x as plain integers of 64 bytes; a of 64 bytes, u and x of a digest's length */
static void exponent_of(uint8_t out[64], const uint8_t a[64], const uint8_t *u, const uint8_t *x)
{
    uint32_t sums[64] = { 0 };
    for (int i = 0; i < 64; i++)
        sums[i] = a[63 - i];
    for (int i = 0; i < DIGEST; i++)
        for (int j = 0; j < DIGEST; j++)
            sums[i + j] += (uint32_t)u[DIGEST - 1 - i] * (x ? x[DIGEST - 1 - j] : j == 0);
    for (int i = 0; i < 63; i++)
        sums[i + 1] += sums[i] >> 8;
    for (int i = 0; i < 64; i++)
        out[63 - i] = (uint8_t)sums[i];
}

/* The port */

static size_t unhex(const char *text, uint8_t *out, size_t width)
{
    size_t digits = strlen(text), length = (digits + 1) / 2;
    memset(out, 0, width);
    for (size_t i = 0; i < digits; i++) {
        int value = text[digits - 1 - i];
        value = value <= '9' ? value - '0' : (value | 32) - 'a' + 10;
        out[width - 1 - i / 2] |= (uint8_t)(value << 4 * (i % 2));
    }
    return length;
}

static char shown[2 * WIDTH + 1];

static const char *hex(const uint8_t *data, size_t length)
{
    shown[0] = 0;
    for (size_t i = 0; i < length; i++)
        sprintf(shown + 2 * i, "%02x", data[i]);
    return shown;
}

static int is_wrong(const char *stage)
{
    const char *mistake = getenv("WRONG");
    return mistake && !strcmp(mistake, stage);
}

const char *port_client(const char *(*given)(const char *name), const char *name)
{
    static char last[64];
    static number g, A, B, S, v;
    static uint8_t a[64], salt[16], k[DIGEST], x[DIGEST], u[DIGEST], K[DIGEST], M1[DIGEST], M2[DIGEST];
    const char *user = given("I"), *password = given("P");

    if (strncmp(last, given("a"), sizeof last - 1)) { /* another handshake */
        uint8_t other[DIGEST], mixed[DIGEST], exponent[64];
        number power, kv, base;
        strncpy(last, given("a"), sizeof last - 1);
        unhex(given("N"), N, WIDTH), unhex(given("g"), g, WIDTH), unhex(given("B"), B, WIDTH);
        unhex(given("a"), a, sizeof a), unhex(given("s"), salt, sizeof salt);

        feed(N, WIDTH);
        is_wrong("k") ? feed_minimal(g, WIDTH) : feed(g, WIDTH);
        digest(k);

        if (!is_wrong("x"))
            feed(user, strlen(user));
        feed(":", 1), feed(password, strlen(password)), digest(other);
        feed(salt, sizeof salt), feed(other, DIGEST), digest(x);

        power_mod(power, g, x, DIGEST);
        memcpy(v, power, WIDTH);
        if (is_wrong("v"))
            multiply_mod(v, v, g);

        is_wrong("A") ? power_mod(A, g, a + 60, 4) : power_mod(A, g, a, sizeof a);

        if (is_wrong("u"))
            feed_minimal(A, WIDTH), feed_minimal(B, WIDTH);
        else
            feed(A, WIDTH), feed(B, WIDTH);
        digest(u);

        memset(base, 0, WIDTH);
        memcpy(base + WIDTH - DIGEST, k, DIGEST);
        multiply_mod(kv, base, power);
        memcpy(base, N, WIDTH);
        subtract(base, kv);
        add_mod(base, B);
        exponent_of(exponent, a, u, is_wrong("S") ? NULL : x);
        power_mod(S, base, exponent, sizeof exponent);

        is_wrong("K") ? feed(S, WIDTH) : feed_minimal(S, WIDTH);
        digest(K);

        feed(N, WIDTH), digest(mixed);
        feed_minimal(g, WIDTH), digest(other);
        for (int i = 0; i < DIGEST; i++)
            mixed[i] ^= other[i];
        feed(user, strlen(user)), digest(other);
        feed(mixed, DIGEST), feed(other, DIGEST), feed(salt, sizeof salt);
        feed_minimal(A, WIDTH), feed_minimal(B, WIDTH);
        is_wrong("M1") ? feed_minimal(K, DIGEST) : feed(K, DIGEST);
        digest(M1);

        if (!is_wrong("M2"))
            feed_minimal(A, WIDTH);
        feed(M1, DIGEST), feed(K, DIGEST), digest(M2);
    }

    if (!strcmp(name, "k")) return hex(k, DIGEST);
    if (!strcmp(name, "x")) return hex(x, DIGEST);
    if (!strcmp(name, "v")) return hex(v, WIDTH);
    if (!strcmp(name, "A")) return hex(A, WIDTH);
    if (!strcmp(name, "A_bytes")) {
        size_t length = WIDTH;
        const uint8_t *from = is_wrong("A_bytes") ? A : minimal(A, &length);
        return hex(from, length);
    }
    if (!strcmp(name, "u")) return hex(u, DIGEST);
    if (!strcmp(name, "S")) return hex(S, WIDTH);
    if (!strcmp(name, "K")) return hex(K, DIGEST);
    if (!strcmp(name, "M1")) return hex(M1, DIGEST);
    if (!strcmp(name, "M2")) return hex(M2, DIGEST);
    return NULL;
}
