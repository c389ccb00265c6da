package com.acme.ledger;

/** A line of a statement. */
record Entry(double amount, double balance, long at) {}
