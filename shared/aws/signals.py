"""Signals to CloudWatch: one structured log line that is a metric too (embedded metric format)."""

from dataclasses import asdict, fields

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared.kernel.signals import DETAIL, Signal, Signals

NAMESPACE = "Yuekang"


def cloudwatch_signals(function: str) -> Signals:
    """Count each signal of `function`; its fields become dimensions of the metric, its details stand beside it."""

    def emit(signal: Signal) -> None:
        with single_metric(name=type(signal).__name__, unit=MetricUnit.Count, value=1, namespace=NAMESPACE) as metric:
            metric.add_dimension(name="function", value=function)
            values = asdict(signal)
            for each in fields(signal):
                add = metric.add_metadata if DETAIL in each.metadata else metric.add_dimension
                add(each.name, str(values[each.name]))

    return emit
