"""Signals to CloudWatch: one structured log line that is a metric too (embedded metric format)."""

from dataclasses import asdict

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared.kernel.signals import Signal, Signals

NAMESPACE = "Yuekang"


def cloudwatch_signals(function: str) -> Signals:
    """Count each signal of `function`; its fields become the metric's dimensions."""

    def emit(signal: Signal) -> None:
        with single_metric(name=type(signal).__name__, unit=MetricUnit.Count, value=1, namespace=NAMESPACE) as metric:
            metric.add_dimension(name="function", value=function)
            for dimension, value in asdict(signal).items():
                metric.add_dimension(name=dimension, value=str(value))

    return emit
