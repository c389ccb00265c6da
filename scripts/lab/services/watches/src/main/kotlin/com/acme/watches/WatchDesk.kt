package com.acme.watches

import kotlin.random.Random

/** Starts watches. Each listens to the feed until it ends; in the jvm-kotlin-listeners scenario none ever does. */
class WatchDesk(private val settings: Settings) {
    fun watch(symbol: String): Double {
        val history = historyOf(symbol)
        val listener: TickListener = { tick -> if (tick.symbol == symbol) history.add(tick) }
        PriceFeed.subscribe(listener)
        listener(Tick(symbol, history.last().price, 1.0))
        val average = history.map(Tick::price).average()
        if (settings.unsubscribes) PriceFeed.unsubscribe(listener)
        return average
    }

    private fun historyOf(symbol: String): MutableList<Tick> {
        val history = ArrayList<Tick>(settings.depth + 1)
        repeat(settings.depth) {
            history += Tick(symbol, 50 + Random.nextDouble() * 1000, Random.nextDouble() * 5000)
        }
        return history
    }
}
