import { Duration } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  Column,
  GraphWidget,
  type IMetric,
  type IWidget,
  PeriodOverride,
  Row,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { DocketFunction } from './docket-function.ts';
import type { StageQueue } from './stage-queue.ts';

/** The whole width of a dashboard. */
const WIDTH = 24;
/** A narrower graph shows nothing. */
const NARROWEST = 3;

export interface DashboardProps {
  readonly dashboardName: string;
  readonly alarms: readonly IAlarm[];
  /** In the order of the pipeline. */
  readonly stages: readonly { readonly worker: DocketFunction; readonly waiting: StageQueue }[];
  readonly fronts: readonly DocketFunction[];
}

/** One page: on top what rings, below it the pipeline from left to right, then what stands before and behind it. */
export const addDashboard = (scope: Construct, props: DashboardProps): CloudWatchDashboard => {
  const { dashboardName, alarms, stages, fronts } = props;
  const period = Duration.minutes(5);
  const graph = (title: string, width: number, left: IMetric[], right: IMetric[] = []): IWidget =>
    new GraphWidget({ title, width, height: 5, left, right, period });
  const working = ({ lambda, limits: { name } }: DocketFunction, width: number): IWidget[] => [
    graph(
      `${name}: calls`,
      width,
      [lambda.metricInvocations({ period, label: 'calls' })],
      [
        lambda.metricErrors({ period, label: 'errors' }),
        lambda.metricThrottles({ period, label: 'throttles' }),
      ],
    ),
    graph(`${name}: time`, width, [
      lambda.metricDuration({ period, statistic: 'p50', label: 'half, ms' }),
      lambda.metricDuration({ period, statistic: 'p95', label: '95 %, ms' }),
    ]),
  ];
  const width = Math.max(NARROWEST, Math.floor(WIDTH / Math.max(stages.length, 1)));
  const columns = stages.map(({ worker, waiting: { queue, deadLetters } }, index) => {
    const heading = new TextWidget({
      markdown: `### ${index + 1} ${worker.limits.name}`,
      width,
      height: 1,
      background: TextWidgetBackground.TRANSPARENT,
    });
    const waits = graph(
      'waiting',
      width,
      [
        queue.metricApproximateNumberOfMessagesVisible({ period, label: 'messages' }),
        deadLetters.metricApproximateNumberOfMessagesVisible({ period, label: 'dead letters' }),
      ],
      [queue.metricApproximateAgeOfOldestMessage({ period, label: 'oldest, s' })],
    );
    return new Column(heading, waits, ...working(worker, width));
  });
  const status = new AlarmStatusWidget({ title: 'What rings', width: WIDTH, height: 6, alarms: [...alarms] });
  const around = fronts.map((front) => new Column(...working(front, WIDTH / Math.max(fronts.length, 2))));
  return new CloudWatchDashboard(scope, 'Dashboard', {
    dashboardName,
    periodOverride: PeriodOverride.AUTO,
    widgets: [[status], [new Row(...columns)], [new Row(...around)]],
  });
};
