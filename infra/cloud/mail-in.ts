import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { S3 } from 'aws-cdk-lib/aws-ses-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { StageQueue } from './stage-queue.ts';

export interface MailInProps {
  readonly domain: string;
  readonly key: Key;
  /** Where the files of the program are: a raw mail is one of them. */
  readonly documents: Bucket;
  /** Of the stage that reads mails. */
  readonly mail: StageQueue;
}

/** Folder of raw mails; SES names each by an id of its own. */
const RAW = 'received/mail/';

/** What the stage `mail` is told, out of what SES tells: nothing of it comes from the mail's own heads. */
const ARRIVED = `{"mail": {
  "key": <$.body.receipt.action.objectKey>,
  "time": <$.body.receipt.timestamp>,
  "receipt": {
    "by": "ses",
    "spf": <$.body.receipt.spfVerdict.status>,
    "dkim": <$.body.receipt.dkimVerdict.status>,
    "dmarc": <$.body.receipt.dmarcVerdict.status>,
    "spam": <$.body.receipt.spamVerdict.status>,
    "virus": <$.body.receipt.virusVerdict.status>,
    "from": <$.body.mail.source>
  }
}}`;

/** Incoming mail: SES keeps it among the files and tells the stage `mail` what it found out about its sender. */
export class MailIn extends Construct {
  /** What SES tells, until it is carried on. */
  readonly notices: StageQueue;
  readonly rules: ReceiptRuleSet;

  constructor(scope: Construct, id: string, { domain, key, documents, mail }: MailInProps) {
    super(scope, id);
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    this.notices = new StageQueue(this, 'Notices', { timeLimitSeconds: 30, maxReceives: 5 });
    topic.addSubscription(
      new SqsSubscription(this.notices.queue, {
        rawMessageDelivery: true,
        deadLetterQueue: this.notices.deadLetters,
      }),
    );
    this.rules = new ReceiptRuleSet(this, 'Rules');
    this.rules.addRule('Keep', {
      recipients: [domain],
      scanEnabled: true,
      tlsPolicy: TlsPolicy.REQUIRE,
      // CDK's own classes do not fit its interfaces under exact optional properties
      actions: [new S3({ bucket: documents as IBucket, objectKeyPrefix: RAW, topic })],
    });
    this.carry(mail);
  }

  private carry({ queue }: StageQueue): void {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') });
    this.notices.queue.grantConsumeMessages(role);
    queue.grantSendMessages(role);
    const pipe = new CfnPipe(this, 'Pipe', {
      description: 'Docket: incoming mail',
      roleArn: role.roleArn,
      source: this.notices.queue.queueArn,
      sourceParameters: { sqsQueueParameters: { batchSize: 1 } },
      target: queue.queueArn,
      targetParameters: { inputTemplate: ARRIVED },
    });
    pipe.node.addDependency(role);
  }
}
