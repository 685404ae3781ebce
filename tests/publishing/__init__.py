import pytest

# says what differs, as in a test
pytest.register_assert_rewrite("tests.publishing.machine")
