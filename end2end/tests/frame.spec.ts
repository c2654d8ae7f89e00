import { read } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

const PHONE = { width: 360, height: 740 };

test('a picture that is not loaded leaves its words and its room, and no broken sign', async ({ inbox, pillarbox, remote }) => {
  const picture = (attributes: string) => `<img src="${remote.origin}/x.png" ${attributes}>`;
  await pillarbox.import(
    ADA.address,
    message({
      subject: 'Blocked',
      html: `<p>${picture('width="300" height="120" alt="A lighthouse"')}</p><p>${picture('alt="A wave"')}</p>
        <p>a${picture('width="1" height="1" alt="count"')}b</p><p>c${picture('alt=""')}d</p>`,
    }),
  );
  await open(inbox, '/mail/inbox');
  const frame = (await read(inbox, 'Blocked')).frameLocator('iframe[title="Message body"]');
  const lighthouse = frame.getByRole('img', { name: 'A lighthouse' });
  expect(await lighthouse.boundingBox()).toMatchObject({ width: 300, height: 120 });
  expect((await frame.getByRole('img', { name: 'A wave' }).boundingBox())!.width).toBeGreaterThan(40);
  expect((await frame.getByRole('img', { name: 'count' }).boundingBox())!.width).toBe(1);
  for (const name of ['A lighthouse', 'A wave']) {
    // The words stand on an opaque ground that covers all of the picture, the browser's sign too.
    const cover = await frame.getByRole('img', { name }).evaluate((img) => {
      const { content, backgroundColor, position, inset } = getComputedStyle(img, '::before');
      return { content, backgroundColor, position, inset };
    });
    expect(cover).toEqual({ content: `"${name}"`, backgroundColor: 'rgb(241, 241, 244)', position: 'absolute', inset: '0px' });
  }
  expect(remote.hits).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('what is too wide is reached by scrolling sideways, also when the mail says otherwise', async ({ inbox, pillarbox }) => {
    await pillarbox.import(
      ADA.address,
      message({
        subject: 'Wide table',
        html: `<html style="overflow: hidden"><head><style>html, body { overflow: hidden !important }</style></head>
          <body style="overflow: hidden"><table><tr>${'<td style="min-width: 200px">figures</td>'.repeat(5)}<td>the last</td></tr></table></body></html>`,
      }),
    );
    await open(inbox, '/mail/inbox');
    const article = await read(inbox, 'Wide table');
    const last = article.frameLocator('iframe[title="Message body"]').getByRole('cell', { name: 'the last' });
    await expect(last).not.toBeInViewport();
    await article.locator('iframe').hover({ position: { x: 100, y: 20 } });
    await inbox.mouse.wheel(2000, 0);
    await expect(last).toBeInViewport();
  });

  test('a letter of a fixed width is narrowed to the screen', async ({ inbox }) => {
    await open(inbox, '/search?q=subject%3A%22Letter+43%22');
    const article = await read(inbox, 'Letter 43: winter evenings');
    const root = article.frameLocator('iframe[title="Message body"]').locator('html');
    await expect.poll(() => root.evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
  });
});
