import { rows } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

test.use({ timezoneId: 'Asia/Tokyo' });

test('a search means the days of where the browser is', async ({ pillarbox, inbox }) => {
  const headers = { Date: 'Wed, 1 Apr 2026 23:30:00 +0000' };
  await pillarbox.import(ADA.address, message({ subject: 'Sent late at night', text: 'x', headers }));
  await open(inbox, '/search?q=subject%3Alate%20after%3A2026-04-02%20before%3A2026-04-03');
  await expect(rows(inbox)).toHaveCount(1);
  await open(inbox, '/search?q=subject%3Alate%20after%3A2026-04-01%20before%3A2026-04-02');
  await expect(rows(inbox)).toHaveCount(0);
});
