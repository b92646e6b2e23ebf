import type { DestinationDescription } from '../../core/pipeline/destination-descriptions.js';
import type { DestinationRequest, OpenedDestination } from './destination.js';
import { fileDestination } from './file-destination.js';
import { sqlDestination } from './sql-destination.js';

/** Opens what a description describes. The caller appends parts, finishes, and closes it. */
export async function openDestination(description: DestinationDescription, request: DestinationRequest): Promise<OpenedDestination> {
  switch (description.destination) {
    case 'file':
      return fileDestination.open(description, request);
    case 'sql':
      return sqlDestination.open(description, request);
  }
}
