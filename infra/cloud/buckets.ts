import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  HttpMethods,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CHECKPOINT_KEY, LOG } from '../../functions/core/ledger/log.ts';

export interface BucketsProps {
  readonly key: IKey;
  readonly removalPolicy: RemovalPolicy;
  /** How long the longest-kept kind is kept, years; undefined for a stage for trying out. */
  readonly retentionYears: number | undefined;
  /** Where the pages are: their script puts and gets large files by presigned addresses. */
  readonly pages: string;
}

/** Where the sequencer replaces the latest checkpoint, on condition that it is still the one that it read. */
const REPLACED = CHECKPOINT_KEY;

/** The company profile, which people edit; the bucket keeps what it was. */
const EDITED = 'company/*';

/**
 * Every put must say that it replaces nothing, or for the latest checkpoint what it replaces: the bucket itself then
 * keeps what was written. Parts of a large upload come without; the call that completes it does not.
 */
const writeOnce = (bucket: Bucket): void => {
  const deny = (sid: string, place: object, headers: readonly string[]): void => {
    const missing = Object.fromEntries(headers.map((header) => [`s3:${header}`, 'true']));
    const statement = {
      Sid: sid,
      Effect: Effect.DENY,
      Principal: '*',
      Action: 's3:PutObject',
      ...place,
      Condition: {
        Null: missing,
        Bool: {
          's3:ObjectCreationOperation': 'true',
          // SES puts mails under names that it never gives again
          'aws:PrincipalIsAWSService': 'false',
        },
      },
    };
    bucket.addToResourcePolicy(PolicyStatement.fromJson(statement));
  };
  const replaced = bucket.arnForObjects(REPLACED);
  deny('WriteOnce', { NotResource: [replaced, bucket.arnForObjects(EDITED)] }, ['if-none-match']);
  deny('ReplaceWhatWasRead', { Resource: replaced }, ['if-none-match', 'if-match']);
};

export class Buckets extends Construct {
  /** Where people and programs put files in. */
  readonly inbox: Bucket;
  /**
   * Every file but the final PDFs. It has no default retention, because personal data in requests must be erasable;
   * its policy keeps the log.
   */
  readonly documents: Bucket;
  /** Final PDFs. Each is locked for as long as its kind says; without that, for as long as the longest. */
  readonly archive: Bucket;
  /** Who asked for what. */
  readonly accessLogs: Bucket;
  private readonly forGood: boolean;

  constructor(scope: Construct, id: string, { key, removalPolicy, retentionYears, pages }: BucketsProps) {
    super(scope, id);
    this.forGood = retentionYears !== undefined;
    const common: BucketProps = {
      removalPolicy,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
    };
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...common,
      // S3 delivers its logs to no bucket with a key of ours
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    const stored: BucketProps = {
      ...common,
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      // CDK's own classes do not fit its interfaces under exact optional properties
      serverAccessLogsBucket: this.accessLogs as IBucket,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    };
    const from = (allowedMethods: HttpMethods[]) => ({
      cors: [{ allowedMethods, allowedOrigins: [pages], allowedHeaders: ['*'], maxAge: 3600 }],
    });
    this.inbox = new Bucket(this, 'Inbox', {
      ...stored,
      ...from([HttpMethods.PUT]),
      lifecycleRules: [
        ...(stored.lifecycleRules ?? []),
        // intake has kept its own copy long since
        { expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(30) },
      ],
      serverAccessLogsPrefix: 'inbox/',
    });
    this.documents = new Bucket(this, 'Documents', {
      ...stored,
      ...from([HttpMethods.GET]),
      objectLockEnabled: true,
      serverAccessLogsPrefix: 'documents/',
    });
    this.archive = new Bucket(this, 'Archive', {
      ...stored,
      ...from([HttpMethods.GET]),
      objectLockEnabled: true,
      objectLockDefaultRetention:
        retentionYears === undefined
          ? ObjectLockRetention.governance(Duration.days(1))
          : ObjectLockRetention.compliance(Duration.days(Math.ceil(retentionYears * 365.25))),
      serverAccessLogsPrefix: 'archive/',
    });
    writeOnce(this.documents);
    writeOnce(this.archive);
  }

  /** From now on the log is written by its sequencer and by nobody else, whatever others are allowed. */
  keepLogFor(sequencer: IRole): void {
    this.documents.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheSequencerWritesTheLog',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.documents.arnForObjects(`${LOG}/*`)],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': sequencer.roleArn } },
      }),
    );
    if (!this.forGood) return;
    this.documents.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TheLogStays',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [this.documents.arnForObjects(`${LOG}/*`)],
      }),
    );
  }
}
