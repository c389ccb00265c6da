/** What fixes a refusal of `apps.connections.open`, by Slack's code. */
export const APP_TOKEN_FIXES: Readonly<Record<string, string>> = {
  invalid_auth: 'Generate an app-level token again (Basic Information) and set SLACK_APP_TOKEN.',
  not_allowed_token_type: 'SLACK_APP_TOKEN must be the app-level token, which begins with xapp- (Basic Information).',
  missing_scope: 'Generate an app-level token with the scope connections:write (Basic Information).',
};
