import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { webhookHeaders } from '../../../lib/notify/webhook-signature.ts';

describe('webhookHeaders', () => {
  it('signs as the Standard Webhooks reference implementations do', () => {
    // The test vector that the reference libraries share.
    const headers = webhookHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      '{"test": 2432232314}',
      new Date(1_614_265_330_000),
    );
    assert.deepEqual(headers, {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});
