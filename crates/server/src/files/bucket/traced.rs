//! Every request to the bucket is a call of the trace that it is part of, and tells the bucket of it. The header comes behind the
//! signature, which covers those that it names.

use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use tracing::Instrument as _;

use crate::telemetry::{hand_on, spans};

/// Makes clients that trace what they do.
#[derive(Debug, Default)]
pub(super) struct TracedConnector(ReqwestConnector);

impl HttpConnector for TracedConnector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Traced(self.0.connect(options)?)))
    }
}

#[derive(Debug)]
struct Traced(HttpClient);

#[async_trait]
impl HttpService for Traced {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let span = spans::call("bucket", request.method());
        let calling = async {
            request.headers_mut().extend(hand_on());
            self.0.execute(request).await
        };
        let answer = calling.instrument(span.clone()).await;
        spans::called(&span, answer.as_ref().ok().map(|answer| answer.status()));
        answer
    }
}
