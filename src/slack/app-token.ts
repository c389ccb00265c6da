/** What fixes a refusal of `apps.connections.open`, by Slack's code. */
export const APP_TOKEN_FIXES: Readonly<Record<string, string>> = {
  invalid_auth: 'Generate an app-level token again (Basic Information) and set SLACK_APP_TOKEN.',
  not_allowed_token_type: 'SLACK_APP_TOKEN must be the app-level token, which begins with xapp- (Basic Information).',
  not_authed: 'Generate an app-level token again (Basic Information) and set SLACK_APP_TOKEN.',
  token_revoked: 'SLACK_APP_TOKEN was revoked: generate another (Basic Information), reinstall the app and set it.',
  token_expired: 'SLACK_APP_TOKEN has expired: generate another (Basic Information) and set it.',
  account_inactive: 'The app was removed from the workspace: install it again and set its tokens.',
  missing_scope: 'Generate an app-level token with the scope connections:write (Basic Information).',
};
