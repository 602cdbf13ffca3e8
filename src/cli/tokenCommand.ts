import { stringify } from 'yaml';
import { configFileSchema } from '../config/configFile';
import { newToken } from '../config/tokens';

export interface TokenOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly service?: readonly string[];
}

/** Prints a new token and its entry under `access:`; the token is kept nowhere. @throws ZodError for a scope that there is not */
export function tokenCommand({ name, scope, service }: TokenOptions): void {
  const { token, written } = newToken();
  const entry = { name, token: written, scopes: scope, ...(service === undefined ? {} : { services: service }) };
  configFileSchema.parse({ access: [entry] });
  console.log(
    `Token, shown this once:\n\n  ${token}\n\nFor the file that PLUMBLINE_CONFIG names (a running service reads it anew):\n\n${stringify({ access: [entry] })}`,
  );
}
