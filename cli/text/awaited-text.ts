import { CHAMPION } from '../../core/model/model-reference.js';
import type { Awaited } from '../../core/release/awaited.js';
import { durationText } from './duration-text.js';

/** What a release waits for, and what a person has to type where it is a person. */
export function awaitedText(awaited: Awaited, { model, alias }: { readonly model: string; readonly alias: string }): string {
  switch (awaited.kind) {
    case 'nothing':
      return '–';
    case 'turn':
      return 'its turn, and a worker';
    case 'word': {
      const words = `${model}${alias === CHAMPION ? '' : ` --alias ${alias}`}`;
      return `a person: "leat models approve ${words}" or "leat models reject ${words}"`;
    }
    case 'traffic': {
      const { requests, ms } = awaited;
      const wanted = [requests > 0 && `${String(requests)} more ${requests === 1 ? 'request' : 'requests'}`, ms > 0 && durationText(ms)];
      return wanted.filter((each) => each !== false).join(' and ') || 'a worker that looks at it';
    }
  }
}
