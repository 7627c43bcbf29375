FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /app dushi && mkdir /data && chown dushi /data
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY manage.py ./
COPY dushi ./dushi
COPY meetings ./meetings
COPY inspections ./inspections
COPY accountability ./accountability
COPY templates ./templates
COPY static ./static
COPY docs/burden.md ./docs/
USER dushi
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "dushi/gunicorn.py", "dushi.wsgi"]
