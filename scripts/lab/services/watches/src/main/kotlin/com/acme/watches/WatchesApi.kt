package com.acme.watches

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import java.util.concurrent.Executors
import leakbot.MemoryEndpoint

/** watches-api follows prices. It is the Kotlin service that Leakbot's lab runs out of heap. */
fun main() {
    val settings = Settings.read(System.getenv())
    val telemetry = Telemetry(settings)
    val desk = WatchDesk(settings)

    val server = HttpServer.create(InetSocketAddress(settings.host, settings.port), 128)
    server.executor = Executors.newFixedThreadPool(8)
    server.createContext("/healthz") { it.send("ok") }
    server.createContext("/metrics") { it.send(telemetry.scrape(), "text/plain; version=0.0.4") }
    server.createContext("/v1/watches/") { exchange -> telemetry.time { exchange.send(answer(exchange, desk)) } }
    server.createContext("/debug/", MemoryEndpoint(mapOf("histogram" to "on", "every" to "5"))::handle)
    Runtime.getRuntime().addShutdownHook(Thread { server.stop(0) })
    server.start()
}

/** GET /v1/watches/{symbol}?asOf=N: 0 asks how many listen, anything else starts a watch. */
private fun answer(exchange: HttpExchange, desk: WatchDesk): String {
    val symbol = exchange.requestURI.path.removePrefix("/v1/watches/")
    val asOf = exchange.requestURI.query?.removePrefix("asOf=")?.toLong() ?: 0
    return if (asOf == 0L) """{"listening":${PriceFeed.size()}}""" else """{"average":${desk.watch(symbol)}}"""
}

private fun HttpExchange.send(text: String, type: String = "application/json") {
    val bytes = text.toByteArray()
    responseHeaders.set("Content-Type", type)
    sendResponseHeaders(200, bytes.size.toLong())
    responseBody.write(bytes)
    close()
}
