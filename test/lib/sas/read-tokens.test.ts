import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SasSigner } from '../../../lib/azure/sas-signer.ts';
import { NotFoundError } from '../../../lib/errors.ts';
import { readTokens } from '../../../lib/sas/read-tokens.ts';

const place = { account: 'acc', container: 'scenes' };

function bench() {
  const clock = { now: Date.UTC(2030, 0, 1) };
  const state = { signed: 0, fail: false };
  const containerToken: SasSigner['containerToken'] = async (_container, permissions, minutes) => {
    if (state.fail) throw new Error('storage is away');
    return { token: `${permissions}-${++state.signed}`, expires: new Date(clock.now + minutes * 60_000) };
  };
  const signer = { account: 'acc', containerToken, signContainer: async () => '' };
  const tokens = readTokens(
    { has: async ({ container }) => container === 'scenes' },
    (account) => (account === 'acc' ? signer : undefined),
    () => clock.now,
  );
  return { clock, state, tokens };
}

describe('read tokens', () => {
  it('are the same for everyone until half spent', async () => {
    const { clock, tokens } = bench();
    const [first, second] = await Promise.all([tokens.of(place, 60), tokens.of(place, 60)]);
    clock.now += 29.9 * 60_000;
    assert.equal(first.token, second.token);
    assert.equal((await tokens.of(place, 60)).token, 'rl-1');
    clock.now += 0.2 * 60_000;
    assert.equal((await tokens.of(place, 60)).token, 'rl-2');
  });
  it('always have more than a minute left', async () => {
    const { clock, tokens } = bench();
    for (let second = 0; second < 600; second++) {
      const { expires } = await tokens.of(place, 2);
      assert.ok(expires.getTime() - clock.now > 60_000);
      clock.now += 1000;
    }
  });
  it('differ by duration', async () => {
    const { tokens } = bench();
    assert.notEqual((await tokens.of(place, 10)).token, (await tokens.of(place, 20)).token);
  });
  it('are tried again after a failure', async () => {
    const { state, tokens } = bench();
    state.fail = true;
    await assert.rejects(tokens.of(place, 60), /storage is away/);
    state.fail = false;
    assert.equal((await tokens.of(place, 60)).token, 'rl-1');
  });
  it('are not for unpublished containers or accounts that we can’t sign', async () => {
    const { tokens } = bench();
    await assert.rejects(tokens.of({ account: 'acc', container: 'secret' }, 60), NotFoundError);
    await assert.rejects(tokens.of({ account: 'other', container: 'scenes' }, 60), NotFoundError);
  });
});
