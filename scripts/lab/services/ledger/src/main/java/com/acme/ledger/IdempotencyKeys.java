package com.acme.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Answers to a key that was asked before are given again. A singleton, so what it keeps lives as long as the process: the
 * jvm-spring-boot scenario is one that forgets no key.
 */
@Component
class IdempotencyKeys {
    private final Map<String, Statement> answers = new ConcurrentHashMap<>();
    private final boolean forgets;

    IdempotencyKeys(@Value("${ledger.forgets:true}") boolean forgets) {
        this.forgets = forgets;
    }

    Statement once(String key, Supplier<Statement> answer) {
        Statement known = answers.computeIfAbsent(key, missing -> answer.get());
        if (forgets) answers.remove(key);
        return known;
    }

    int size() {
        return answers.size();
    }
}
