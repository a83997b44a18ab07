import type { Mail, MailId } from '../../core/mail.ts';

const domainOf = ({ from }: Mail): string => from.address.slice(from.address.lastIndexOf('@') + 1);

/**
 * The mail as raw MIME; the same mail gives the same bytes. It says that a program sent it, so that no automatic
 * answer comes back (RFC 3834).
 */
export const mimeOf = async (id: MailId, mail: Mail): Promise<Buffer> => {
  // large, and most processes never send a mail
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  return new MailComposer({
    from: mail.from,
    to: [...mail.to],
    ...(mail.replyTo && { replyTo: mail.replyTo }),
    ...(mail.inReplyTo && { inReplyTo: mail.inReplyTo, references: mail.inReplyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: new Date(mail.date),
    messageId: `<${id}@${domainOf(mail)}>`,
    baseBoundary: id,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: (mail.attachments ?? []).map(({ name, type, bytes, inline }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(bytes),
      ...(inline && { cid: name, contentDisposition: 'inline' as const }),
    })),
    // nothing that a mail names is ever read from this machine or from the net
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
};
