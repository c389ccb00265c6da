package com.acme.ledger;

import java.util.List;

record Statement(String account, List<Entry> entries) {
    double balance() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).balance();
    }
}
