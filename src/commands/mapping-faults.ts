import { EXPRESSIONS, type WebhookMapping } from '../alert/generic/mapping.ts';
import type { Fault } from '../config/fault.ts';
import { explain } from '../foundation/errors.ts';

/** What is wrong with the expressions of the operator's mappings. The library that reads them is loaded for them only. */
export async function mappingFaults(mappings: readonly WebhookMapping[]): Promise<readonly Fault[]> {
  if (mappings.length === 0) return [];
  const { readExpression } = await import('../alert/generic/expression.ts');
  return mappings.flatMap((mapping) =>
    EXPRESSIONS.flatMap((part) => {
      const source = mapping[part];
      if (source === undefined) return [];
      try {
        readExpression(source);
        return [];
      } catch (error) {
        return [{ where: `leakbot.yaml webhooks (${mapping.name}).${part}`, problem: explain(error) }];
      }
    }),
  );
}
