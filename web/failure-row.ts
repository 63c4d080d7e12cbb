import type { Failure } from '../lib/jobs/failures.ts';
import { count, timeTag } from './format.ts';
import { html, type Html } from './html.ts';

export function failureRow({ id, queue, subject, reason, lastTime, attempts }: Failure): Html {
  return html`<li data-key="${id}">
    <div class="first">
      <h3>${subject}</h3>
      <code>${queue}</code>
    </div>
    <p class="error">${reason}</p>
    <p class="small quiet">given up ${count(attempts, 'time')}, last ${timeTag(lastTime)}</p>
  </li>`;
}
