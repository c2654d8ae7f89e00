import { read } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

test('what was searched for is marked in the message that is opened, and nowhere else', async ({ inbox, pillarbox }) => {
  await pillarbox.import(
    ADA.address,
    message({ subject: 'The gantry', text: 'Under the Gantry stands a crane.\n> a gantry crane\n' }),
    message({ subject: 'A drawing', html: '<p title="gantry">The <b>gant</b>ry <a href="https://gantry.test/">of gantries</a></p>' }),
  );
  await open(inbox, '/search?q=gantry%20-tower');
  const text = await read(inbox, 'The gantry');
  await expect(inbox.getByRole('heading', { level: 1 }).locator('mark')).toHaveText('gantry');
  await expect(text.locator('mark')).toHaveText(['Gantry', 'gantry']);

  const frame = (await read(inbox, 'A drawing')).frameLocator('iframe[title="Message body"]');
  await expect(frame.locator('mark')).toHaveText(['gant', 'ry']);
  await expect(frame.locator('p')).toHaveAttribute('title', 'gantry');

  await open(inbox, '/mail/inbox');
  await expect((await read(inbox, 'The gantry')).getByText('stands a crane')).toBeVisible();
  await expect(inbox.locator('.reader-pane mark')).toHaveCount(0);
});

test('a query that looks like markup is only words', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Markup', html: '<p>gantry &lt;b&gt; "q"</p>' }));
  await open(inbox, `/search?q=${encodeURIComponent('gantry "<b>" OR "><script>alert(1)</script>')}`);
  const frame = (await read(inbox, 'Markup')).frameLocator('iframe[title="Message body"]');
  await expect(frame.locator('p')).toHaveText('gantry <b> "q"');
  await expect(frame.locator('mark').first()).toHaveText('gantry');
  await expect(frame.locator('script')).toHaveCount(0);
});
