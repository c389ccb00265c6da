package com.acme.orders;

record Order(String symbol, long asOf) {}
