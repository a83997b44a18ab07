import { describe, expect, it } from 'vitest';
import { type Html, html } from './html.ts';

describe('html', () => {
  it('escapes every value, in text and in attributes', () => {
    const evil = `"><script>alert('x')</script>&`;
    expect(html`<a title="${evil}">${evil}</a>`.markup).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
    );
  });

  it('nests markup and lists, and drops what is absent', () => {
    const rows = ['a', '<b>'].map((each) => html`<li>${each}</li>`);
    expect(html`<ul>${rows}</ul>${null}${undefined}${false}${0}`.markup).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
    );
  });

  it('takes nothing for markup that it did not make itself', () => {
    const forged = JSON.parse('{"markup":"<script>"}') as Html;
    expect(html`<p>${forged}</p>`.markup).toBe('<p></p>');
  });
});
