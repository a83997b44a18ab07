import { Stack } from 'aws-cdk-lib';
import { EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { StageQueue } from './stage-queue.ts';

export interface MailProps {
  readonly domain: string;
  /** Of the stage that tells people, and is told what did not reach them. */
  readonly notify: StageQueue | undefined;
}

/** Outgoing mail by SES, and what comes back of it. */
export class Mail extends Construct {
  readonly configurationSet: ConfigurationSet;
  readonly identity: EmailIdentity;

  constructor(scope: Construct, id: string, { domain, notify }: MailProps) {
    super(scope, id);
    this.configurationSet = new ConfigurationSet(this, 'Configuration', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      // an address that bounced or complained gets nothing more until a person takes it off the list
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(domain),
      configurationSet: this.configurationSet,
    });
    if (notify) this.tell(notify);
  }

  /** ARNs that a sender has to be allowed. */
  get senders(): readonly string[] {
    const set = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
    });
    return [this.identity.emailIdentityArn, set];
  }

  private tell({ queue, deadLetters }: StageQueue): void {
    const bus = EventBus.fromEventBusName(this, 'Bus', 'default');
    this.configurationSet.addEventDestination('Feedback', {
      destination: EventDestination.eventBus(bus),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    });
    const set = this.configurationSet.configurationSetName;
    new Rule(this, 'Told', {
      description:
        'Docket: a mail comes back for ever, or its address gets no more because somebody complained',
      eventPattern: {
        source: ['aws.ses'],
        detail: {
          mail: { tags: { 'ses:configuration-set': [set] } },
          $or: [{ bounce: { bounceType: ['Permanent'] } }, { eventType: ['Complaint', 'Reject'] }],
        },
      },
      targets: [
        new SqsQueue(queue, {
          // SES gives mails another id; this is the one that they were made with
          message: RuleTargetInput.fromObject({
            bounced: EventField.fromPath('$.detail.mail.commonHeaders.messageId'),
          }),
          deadLetterQueue: deadLetters,
        }),
      ],
    });
  }
}
