package com.acme.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class LedgerController {
    private final StatementService statements;
    private final IdempotencyKeys keys;

    LedgerController(
            StatementService statements,
            IdempotencyKeys keys,
            MeterRegistry registry,
            @Value("${REVISION:unknown}") String revision,
            @Value("${VERSION:unknown}") String version) {
        this.statements = statements;
        this.keys = keys;
        Gauge.builder("ledger.build.info", () -> 1).tag("revision", revision).tag("version", version).register(registry);
        Gauge.builder("ledger.keys", keys::size).register(registry);
    }

    @GetMapping("/healthz")
    String health() {
        return "ok";
    }

    /** 0 asks how many keys are known, anything else is the key of a statement. */
    @GetMapping("/v1/statements/{account}")
    Map<String, Object> statement(@PathVariable("account") String account, @RequestParam("asOf") String key) {
        if (key.equals("0")) return Map.of("account", account, "keys", keys.size());
        return Map.of("account", account, "balance", statements.statement(account, account + key).balance());
    }
}
