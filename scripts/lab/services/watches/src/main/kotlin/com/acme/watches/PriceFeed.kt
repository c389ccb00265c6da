package com.acme.watches

data class Tick(val symbol: String, val price: Double, val size: Double)

typealias TickListener = (Tick) -> Unit

/** Hands every tick to whoever listens. An object lives as long as its class, and so do its listeners. */
object PriceFeed {
    private val listeners = ArrayDeque<TickListener>()

    @Synchronized
    fun subscribe(listener: TickListener) {
        listeners.addLast(listener)
    }

    @Synchronized
    fun unsubscribe(listener: TickListener) {
        listeners.remove(listener)
    }

    @Synchronized
    fun size(): Int = listeners.size
}
