import type { Payload } from '../payload.ts';
import { isMethod, type MethodName, type MethodRule, methodRules } from '../rules/methods.ts';
import type { Arguments } from './arguments.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import type { Desk, Method } from './desk.ts';
import { fileMethods } from './files.ts';
import { peopleMethods } from './people.ts';
import { reactionMethods } from './reactions.ts';
import { Refusal, rateLimited, refuseWith } from './refusal.ts';
import { viewMethods } from './views.ts';

const methods: Readonly<Record<MethodName, Method>> = {
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...reactionMethods,
  ...viewMethods,
};

export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

/** Applies the table's rules, in Slack's order (token, scope, rate, arguments), then performs the call. */
export function dispatch(
  name: string,
  given: { readonly args: Arguments; readonly token: string; readonly tokens: Tokens },
  desk: Desk,
): Payload {
  if (!isMethod(name)) throw new Refusal('unknown_method', { details: { req_method: name } });
  const rule: MethodRule = methodRules[name];
  const caller = desk.otherApps.byToken(given.token);
  if (caller !== undefined) return dispatchForOther(name, given.args, { ...desk, caller });
  checkToken(rule, given.token, given.tokens);
  checkScopes(rule, desk);
  checkRates(name, rule, given.args, desk);
  checkArguments(rule, given.args);
  return methods[name](given.args, desk);
}

/** Another app may post and change what it posted. */
function dispatchForOther(name: MethodName, args: Arguments, desk: Desk): Payload {
  const rule: MethodRule = methodRules[name];
  const missing = rule.scopes.filter((scope) => scope !== 'chat:write');
  if (missing.length > 0) throw new Refusal('missing_scope', { details: { needed: missing.join(',') } });
  checkRates(`${name} by another app`, rule, args, desk);
  checkArguments(rule, args);
  return methods[name](args, desk);
}

function checkToken(rule: MethodRule, token: string, tokens: Tokens): void {
  if (token === '') throw new Refusal('not_authed');
  const kind = token === tokens.bot ? 'bot' : token === tokens.app ? 'app' : undefined;
  if (kind === undefined) throw new Refusal('invalid_auth');
  if (rule.token !== 'either' && rule.token !== kind) throw new Refusal('not_allowed_token_type');
}

/** The app-level token has `connections:write` of its own; the rest are the manifest's. */
function checkScopes(rule: MethodRule, desk: Desk): void {
  if (rule.token === 'app') return;
  const { scopes } = desk.state.manifest;
  const missing = rule.scopes.filter((scope) => !scopes.has(scope));
  if (missing.length > 0)
    throw new Refusal('missing_scope', { details: { needed: missing.join(','), provided: [...scopes].join(',') } });
}

function checkRates(name: string, rule: MethodRule, args: Arguments, desk: Desk): void {
  const inChannel = `${name}/${desk.state.findChannel(args.text('channel'))?.id ?? ''}`;
  const burst = rule.burstInChannel === undefined ? undefined : (desk.burstInChannel ?? rule.burstInChannel);
  const wait = Math.max(
    desk.rates.retryAfter(name, rule.perMinute, 60_000),
    burst === undefined ? 0 : desk.rates.retryAfterBurst(inChannel, burst),
  );
  if (wait > 0) throw rateLimited(wait);
  desk.rates.count(name);
  if (burst !== undefined) desk.rates.countBurst(inChannel);
}

function checkArguments(rule: MethodRule, args: Arguments): void {
  const missing = rule.required.filter((name) => !args.has(name));
  if (missing.length > 0)
    throw refuseWith(
      'invalid_arguments',
      missing.map((name) => `missing required field: ${name}`),
    );
  for (const [name, { max, error }] of Object.entries(rule.longest ?? {}))
    if (args.text(name).length > max) throw refuseWith(error, [`must be less than ${max + 1} characters: ${name}`]);
}
