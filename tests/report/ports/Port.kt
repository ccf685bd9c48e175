import java.math.BigInteger
import java.security.MessageDigest

/** A small SRP client (RFC 5054, SHA-1, M1 of RFC 2945). WRONG in the environment names the stage with a mistake. */
object Port {
    private val mistake = System.getenv("WRONG") ?: ""

    private fun wrong(stage: String) = mistake == stage

    private fun octets(number: BigInteger): ByteArray =
        number.toByteArray().let { if (it[0].toInt() == 0) it.copyOfRange(1, it.size) else it }

    private fun pad(number: BigInteger, width: Int) = octets(number).let { ByteArray(width - it.size) + it }

    private fun H(vararg parts: ByteArray): ByteArray =
        MessageDigest.getInstance("SHA-1").apply { parts.forEach { update(it) } }.digest()

    private fun integer(data: ByteArray) = BigInteger(1, data)

    private fun hex(data: ByteArray) = data.joinToString("") { "%02x".format(it) }

    fun client(given: Map<String, String>): Map<String, String> {
        fun number(name: String) = BigInteger(given.getValue(name), 16)
        val N = number("N")
        val g = number("g")
        val a = number("a")
        val B = number("B")
        val salt = given.getValue("s").chunked(2).map { it.toInt(16).toByte() }.toByteArray()
        val user = given.getValue("I").toByteArray()
        val password = given.getValue("P").toByteArray()
        val width = octets(N).size

        val k = integer(H(octets(N), if (wrong("k")) octets(g) else pad(g, width)))
        val x = integer(H(salt, H(if (wrong("x")) ByteArray(0) else user, ":".toByteArray(), password)))
        val v = g.modPow(if (wrong("v")) x + BigInteger.ONE else x, N)
        val A = g.modPow(if (wrong("A")) a.mod(BigInteger.ONE.shiftLeft(32)) else a, N)
        val sent = if (wrong("A_bytes")) pad(A, width) else octets(A)
        val u = integer(if (wrong("u")) H(octets(A), octets(B)) else H(pad(A, width), pad(B, width)))
        val S = (B - k * g.modPow(x, N)).mod(N).modPow(a + (if (wrong("S")) u else u * x), N)
        val K = H(if (wrong("K")) pad(S, width) else octets(S))
        val key = if (wrong("M1")) octets(integer(K)) else K
        val right = H(octets(g))
        val mixed = H(octets(N)).mapIndexed { i, byte -> (byte.toInt() xor right[i].toInt()).toByte() }.toByteArray()
        val M1 = H(mixed, H(user), salt, octets(A), octets(B), key)
        val M2 = if (wrong("M2")) H(M1, K) else H(octets(A), M1, K)
        return mapOf("k" to k, "x" to x, "v" to v, "A" to A, "u" to u, "S" to S).mapValues { it.value.toString(16) } +
            mapOf("A_bytes" to sent, "K" to K, "M1" to M1, "M2" to M2).mapValues { hex(it.value) }
    }
}
