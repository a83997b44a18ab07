import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Buckets } from './buckets.ts';
import type { Keys } from './keys.ts';
import type { Mail } from './mail.ts';
import type { MailIn } from './mail-in.ts';
import type { Tables } from './tables.ts';

export interface OutputsProps {
  readonly siteUrl: string;
  readonly buckets: Buckets;
  readonly tables: Tables;
  readonly keys: Keys;
  readonly topic: Topic;
  readonly mail: Mail | undefined;
  readonly mailIn: MailIn | undefined;
}

/** What a person needs after `cdk deploy`. */
export const addOutputs = (
  stack: Stack,
  { siteUrl, buckets, tables, keys, topic, mail, mailIn }: OutputsProps,
): void => {
  const told = (id: string, value: string, description: string): void => {
    new CfnOutput(stack, id, { value, description });
  };
  const documents = buckets.documents.bucketName;
  told('Pages', siteUrl, 'where people reach the pages');
  told('Upload', `aws s3 cp request.xlsx s3://${buckets.inbox.bucketName}/quotation/`, 'sends a request');
  told(
    'Profile',
    `aws s3 cp company.yaml s3://${documents}/company/company.yaml`,
    'sets the company profile',
  );
  told(
    'VerifierKey',
    `aws s3 cp s3://${documents}/log/vkey .`,
    'fetches the key that checks the ledger; keep it',
  );
  const places = [
    `--bucket ${documents} --archive ${buckets.archive.bucketName}`,
    `--table ${tables.ledger.tableName} --salts ${tables.salts.tableName}`,
  ];
  told('Verify', `npx docket verify ${places.join(' ')}`, 'checks the ledger');
  told('DocumentKey', keys.document.keyArn, 'signs PDFs');
  told('Archive', buckets.archive.bucketName, 'final PDFs');
  told('AlarmTopic', topic.topicArn, 'subscribe to be told of alarms');
  mail?.identity.dkimRecords.forEach(({ name, value }, index) => {
    told(`Dkim${index + 1}`, `${name} CNAME ${value}`, 'DNS record that lets SES send for the domain');
  });
  if (mailIn)
    told(
      'ReceiveMail',
      `aws ses set-active-receipt-rule-set --rule-set-name ${mailIn.rules.receiptRuleSetName}`,
      'lets mail in',
    );
};
