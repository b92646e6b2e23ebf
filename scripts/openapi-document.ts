import { describeRoutes } from '../server/describe-routes.js';
import { routes } from '../server/routes/routes.js';

/** The description of the HTTP interface, as it is checked in. */
export function openapiDocument(): string {
  return `${JSON.stringify(describeRoutes(routes), null, 2)}\n`;
}
