package com.acme.orders;

/** A part of an order that was executed. */
record Fill(double price, double size, long at) {}
