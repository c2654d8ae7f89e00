import { download, read } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { PIXEL } from '../fixtures/remote.ts';
import { expect, open, test } from '../fixtures/test.ts';

const REPORT = Buffer.from(Array.from({ length: 40_000 }, (_, n) => (n * 31) % 256));

test('HTML, a picture inside and attachments are shown, and a saved attachment is byte for byte what was sent', async ({
  inbox,
  pillarbox,
}) => {
  await pillarbox.import(
    ADA.address,
    message({
      subject: 'Plans with a picture',
      html: '<h2>The engine</h2><p>turns <b>soon</b>.</p><img src="cid:wheel@engine.test" alt="a wheel">',
      files: [
        { name: 'wheel.png', type: 'image/png', content: PIXEL, id: 'wheel@engine.test' },
        { name: 'report.bin', type: 'application/octet-stream', content: REPORT },
        { name: 'notes.txt', type: 'text/plain', content: Buffer.from('two\nlines\n') },
      ],
    }),
  );
  await open(inbox, '/mail/inbox');
  const article = await read(inbox, 'Plans with a picture');
  const frame = article.frameLocator('iframe[title="Message body"]');
  await expect(frame.getByRole('heading', { name: 'The engine' })).toBeVisible();
  const picture = frame.getByRole('img', { name: 'a wheel' });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
  expect(await download(inbox, 'report.bin')).toEqual(REPORT);
  expect((await download(inbox, 'notes.txt')).toString()).toBe('two\nlines\n');
});

test('the demonstration has such a letter at hand', async ({ inbox }) => {
  const article = await read(inbox, 'Room 1, as it hangs');
  const picture = article.frameLocator('iframe[title="Message body"]').getByRole('img', { name: /lighthouse/ });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(960);
  expect((await download(inbox, 'hanging-list.csv')).toString()).toContain('The light at dusk');
  expect((await download(inbox, 'room-1-plan.png')).subarray(1, 4).toString()).toBe('PNG');
});

test('remote pictures are not asked for until the reader wants them', async ({ inbox, pillarbox, remote }) => {
  await pillarbox.import(
    ADA.address,
    message({
      subject: 'Newsletter',
      html: `<p>News</p><img src="${remote.origin}/pixel.png" alt="advert">
        <table background="${remote.origin}/background.png"><tr><td>x</td></tr></table>
        <div style="background-image: url(${remote.origin}/style.png)">y</div>`,
    }),
  );
  await open(inbox, '/mail/inbox');
  const article = await read(inbox, 'Newsletter');
  const frame = article.frameLocator('iframe[title="Message body"]');
  await expect(frame.getByText('News')).toBeVisible();
  // The page keeps its line for news open, so it is never idle; the frame, once complete, has
  // asked for all that it will ask for.
  await expect.poll(() => frame.locator('html').evaluate(() => document.readyState)).toBe('complete');
  expect(remote.hits).toEqual([]);

  await inbox.getByRole('link', { name: 'Load remote images' }).or(inbox.getByRole('button', { name: 'Load remote images' })).click();
  await expect.poll(() => remote.hits).toContain('/pixel.png');
});

test('plain text keeps its lines, its links are links, and what is quoted is folded', async ({ inbox, pillarbox }) => {
  await pillarbox.import(
    ADA.address,
    message({ subject: 'Plainly', text: 'See https://example.org/plan?a=1&b=2.\n\n> What did you say?\n<b>not bold</b>\n' }),
  );
  await open(inbox, '/mail/inbox');
  const article = await read(inbox, 'Plainly');
  const link = article.getByRole('link', { name: 'https://example.org/plan?a=1&b=2' });
  await expect(link).toHaveAttribute('href', 'https://example.org/plan?a=1&b=2');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(article.getByText('<b>not bold</b>')).toBeVisible();
  await expect(article.getByText('What did you say?')).toBeHidden();
  await article.locator('details.quote summary').click();
  await expect(article.getByText('What did you say?')).toBeVisible();
});

test('"Show original" is the source as it came', async ({ inbox, pillarbox, context }) => {
  const source = message({ subject: 'As it came', text: 'Just so.', headers: { 'X-Odd': 'kept' } });
  await pillarbox.import(ADA.address, source);
  await open(inbox, '/mail/inbox');
  await read(inbox, 'As it came');
  const href = await inbox.getByRole('link', { name: 'Show original' }).getAttribute('href');
  const shown = await context.request.get(href!);
  expect(shown.headers()['content-type']).toContain('text/plain');
  expect(await shown.text()).toBe(source);
});

test('messages of one conversation are shown together', async ({ inbox, pillarbox }) => {
  const first = '<first@engine.test>';
  await pillarbox.import(
    ADA.address,
    message({ subject: 'A question', text: 'Does it turn?', headers: { 'Message-ID': first } }),
    message({
      subject: 'Re: A question',
      text: 'It turns.',
      from: 'Mary Somerville <mary@engine.test>',
      headers: { 'In-Reply-To': first, References: first },
    }),
  );
  await open(inbox, '/mail/inbox');
  await read(inbox, 'Re: A question');
  await expect(inbox.getByText('It turns.').first()).toBeVisible();
  await expect(inbox.getByText('Does it turn?').first()).toBeVisible();
});
