package com.acme.watches

/** Read from the environment once, at the start. */
data class Settings(
    val host: String,
    val port: Int,
    /** Ticks that a watch begins with. */
    val depth: Int,
    /** False in the jvm-kotlin-listeners scenario. */
    val unsubscribes: Boolean,
    val revision: String,
    val version: String,
) {
    companion object {
        fun read(environment: Map<String, String>): Settings {
            val listen = requireNotNull(environment["WATCHES_LISTEN"]) { "WATCHES_LISTEN must be host:port" }
            return Settings(
                host = listen.substringBeforeLast(':'),
                port = listen.substringAfterLast(':').toInt(),
                depth = environment["WATCHES_DEPTH"]?.toInt() ?: 100,
                unsubscribes = environment["WATCHES_UNSUBSCRIBES"] != "false",
                revision = environment["REVISION"] ?: "unknown",
                version = environment["VERSION"] ?: "unknown",
            )
        }
    }
}
