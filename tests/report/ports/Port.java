import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A small SRP client (RFC 5054, SHA-1, M1 of RFC 2945). WRONG in the environment names the stage with a mistake. */
class Port {
    private static final String WRONG = System.getenv().getOrDefault("WRONG", "");

    private static boolean wrong(String stage) {
        return WRONG.equals(stage);
    }

    private static byte[] octets(BigInteger number) {
        byte[] signed = number.toByteArray();
        return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    }

    private static byte[] pad(BigInteger number, int width) {
        byte[] padded = new byte[width], bytes = octets(number);
        System.arraycopy(bytes, 0, padded, width - bytes.length, bytes.length);
        return padded;
    }

    private static byte[] H(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (java.security.NoSuchAlgorithmException error) {
            throw new AssertionError(error);
        }
    }

    private static BigInteger integer(byte[] data) {
        return new BigInteger(1, data);
    }

    private static String hex(byte[] data) {
        StringBuilder text = new StringBuilder();
        for (byte one : data) text.append(String.format("%02x", one));
        return text.toString();
    }

    private static byte[] unhex(String text) {
        byte[] data = new byte[text.length() / 2];
        for (int i = 0; i < data.length; i++) data[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        return data;
    }

    static Map<String, String> client(Map<String, String> given) {
        BigInteger N = new BigInteger(given.get("N"), 16), g = new BigInteger(given.get("g"), 16);
        BigInteger a = new BigInteger(given.get("a"), 16), B = new BigInteger(given.get("B"), 16);
        byte[] salt = unhex(given.get("s")), user = given.get("I").getBytes(StandardCharsets.UTF_8);
        byte[] password = given.get("P").getBytes(StandardCharsets.UTF_8), colon = {':'};
        int width = octets(N).length;

        BigInteger k = integer(H(octets(N), wrong("k") ? octets(g) : pad(g, width)));
        BigInteger x = integer(H(salt, H(wrong("x") ? new byte[0] : user, colon, password)));
        BigInteger v = g.modPow(wrong("v") ? x.add(BigInteger.ONE) : x, N);
        BigInteger A = g.modPow(wrong("A") ? a.mod(BigInteger.ONE.shiftLeft(32)) : a, N);
        byte[] sent = wrong("A_bytes") ? pad(A, width) : octets(A);
        BigInteger u = integer(wrong("u") ? H(octets(A), octets(B)) : H(pad(A, width), pad(B, width)));
        BigInteger base = B.subtract(k.multiply(g.modPow(x, N))).mod(N);
        BigInteger S = base.modPow(a.add(wrong("S") ? u : u.multiply(x)), N);
        byte[] K = H(wrong("K") ? pad(S, width) : octets(S));
        byte[] key = wrong("M1") ? octets(integer(K)) : K;
        byte[] mixed = H(octets(N)), right = H(octets(g));
        for (int i = 0; i < mixed.length; i++) mixed[i] ^= right[i];
        byte[] M1 = H(mixed, H(user), salt, octets(A), octets(B), key);
        byte[] M2 = wrong("M2") ? H(M1, K) : H(octets(A), M1, K);

        Map<String, String> values = new HashMap<>();
        values.put("k", k.toString(16));
        values.put("x", x.toString(16));
        values.put("v", v.toString(16));
        values.put("A", A.toString(16));
        values.put("A_bytes", hex(sent));
        values.put("u", u.toString(16));
        values.put("S", S.toString(16));
        values.put("K", hex(K));
        values.put("M1", hex(M1));
        values.put("M2", hex(M2));
        return values;
    }
}
