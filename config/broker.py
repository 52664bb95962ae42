"""Celery's options (read lazily by `worker.app`): early acks, no results, no waiting in Celery.

Celery carries no data and no waiting, so most of its options are about never hanging; each figure
was measured (docs/design.md, Celery).
"""

from kombu import Queue

from config.queues import ALL, ORDERS
from config.settings import broker_url_of

broker_url = broker_url_of()
task_default_queue = ORDERS
task_queues = [Queue(name, routing_key=name) for name in ALL]
task_ignore_result = True
task_acks_late = False
task_serializer = "json"
accept_content = ("json",)
worker_pool = "threads"
worker_prefetch_multiplier = 1
worker_enable_remote_control = True  # off, a worker hangs for ever after a Redis restart
worker_send_task_events = True
task_send_sent_event = False
worker_soft_shutdown_timeout = 10
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_pool_limit = 64
broker_pool_acquire_timeout = 1
task_publish_retry_policy = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
broker_transport_options = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 10,
    "socket_timeout": 3,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 5,
}
