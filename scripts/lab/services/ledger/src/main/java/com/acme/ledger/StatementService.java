package com.acme.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Writes statements, each once for its key. */
@Service
class StatementService {
    private final IdempotencyKeys answered;
    private final int depth;

    StatementService(IdempotencyKeys answered, @Value("${ledger.depth:100}") int depth) {
        this.answered = answered;
        this.depth = depth;
    }

    Statement statement(String account, String key) {
        return answered.once(key, () -> new Statement(account, entries()));
    }

    private List<Entry> entries() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<Entry> entries = new ArrayList<>(depth);
        double balance = 0;
        for (int line = 0; line < depth; line++) {
            double amount = random.nextDouble(-500, 500);
            balance += amount;
            entries.add(new Entry(amount, balance, System.nanoTime()));
        }
        return entries;
    }
}
