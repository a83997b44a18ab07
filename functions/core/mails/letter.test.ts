import { describe, expect, it } from 'vitest';
import { type Letter, write } from './letter.ts';

const LETTER: Letter = {
  company: { zh: '砚禾电子', en: 'Yanhe Electronics' },
  heading: { zh: '请签字：SC-2026-000001', en: 'Please sign: SC-2026-000001' },
  paragraphs: [{ zh: '童昕怡请您审批。', en: 'Tong Xinyi asks for your approval.' }],
  facts: [[{ zh: '客户', en: 'Customer' }, '<b>A&B</b> "公司"']],
  button: { label: { zh: '打开', en: 'Open' }, href: 'https://docket.example.com/t/abc' },
  closing: [{ zh: '请勿转发本邮件。', en: 'Do not forward this mail.' }],
};

describe('a letter', () => {
  it('says in text all that it says in HTML, Chinese first', () => {
    expect(write(LETTER).text).toBe(`请签字：SC-2026-000001

童昕怡请您审批。

客户：<b>A&B</b> "公司"

打开：
https://docket.example.com/t/abc

请勿转发本邮件。

----

Please sign: SC-2026-000001

Tong Xinyi asks for your approval.

Customer: <b>A&B</b> "公司"

Open: 
https://docket.example.com/t/abc

Do not forward this mail.`);
  });

  it('escapes what people wrote, and fetches nothing', () => {
    const { html } = write(LETTER);
    expect(html).toContain('&lt;b&gt;A&amp;B&lt;/b&gt; &quot;公司&quot;');
    expect(html.match(/https?:\/\/[^"<]+/g)).toEqual(['https://docket.example.com/t/abc']);
    expect(html).not.toMatch(/<img|<link|@import|url\(/);
  });
});
