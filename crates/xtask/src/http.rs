//! As much of HTTP/1.1 as talking to our own server on this machine needs: one connection, one request after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::error::{Doing, Fail, Result};

/// A connection that stays open between requests.
pub struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    /// Sent with every request, once signed in.
    pub cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Response {
    /// 200, 404, ...
    pub status: u16,
    /// `name: value`, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(is, _)| is == name).map(|(_, value)| value.as_str())
    }
}

impl Client {
    /// Connects.
    pub fn new(address: SocketAddr) -> Result<Self> {
        let timeout = Duration::from_secs(30);
        let stream =
            TcpStream::connect_timeout(&address, timeout).doing(format_args!("no answer at {address}"))?;
        stream.set_read_timeout(Some(timeout)).doing("network")?;
        stream.set_nodelay(true).doing("network")?;
        Ok(Self { address, stream: BufReader::new(stream), cookie: None })
    }

    /// Fetches something.
    pub fn get(&mut self, path: &str) -> Result<Response> {
        self.send("GET", path, None)
    }

    /// Sends JSON.
    pub fn post(&mut self, path: &str, json: &str) -> Result<Response> {
        self.send("POST", path, Some(json))
    }

    fn send(&mut self, method: &str, path: &str, json: Option<&str>) -> Result<Response> {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\naccept: application/json\r\n", self.address);
        if let Some(cookie) = &self.cookie {
            request.push_str(&format!("cookie: {cookie}\r\n"));
        }
        if let Some(json) = json {
            // A browser says where a request comes from; the server asks for it where something is changed.
            let headers = format!(
                "origin: http://{}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
                self.address,
                json.len()
            );
            request.push_str(&headers);
        }
        request.push_str("\r\n");
        request.push_str(json.unwrap_or_default());
        self.stream.get_mut().write_all(request.as_bytes()).doing(format_args!("{method} {path}"))?;
        read(&mut self.stream).map_err(|error| Fail::new(format!("{method} {path}: {error}")))
    }
}

fn read(stream: &mut impl BufRead) -> Result<Response> {
    let status_line = line(stream)?;
    let status = status_line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| Fail::new(format!("`{status_line}` is not the beginning of an HTTP response")))?;
    let mut headers = Vec::new();
    loop {
        let header = line(stream)?;
        let Some((name, value)) = header.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut response = Response { status, headers, body: Vec::new() };
    if response.header("transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = line(stream)?;
            let size =
                usize::from_str_radix(size.split(';').next().unwrap_or_default(), 16).doing("chunk size")?;
            response.body.extend(exactly(stream, size)?);
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = response.header("content-length") {
        let length = length.parse().doing("content-length")?;
        response.body = exactly(stream, length)?;
    }
    Ok(response)
}

fn line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).doing("reading the response")? == 0 {
        return Err(Fail::new("the server closed the connection"));
    }
    Ok(line.trim_end().to_owned())
}

fn exactly(stream: &mut impl Read, size: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    stream.read_exact(&mut bytes).doing("reading the response")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn reads_a_body_by_length() {
        let mut stream =
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: s=1; Path=/\r\n\r\nokHTTP".as_slice();
        let response = read(&mut stream).unwrap();
        assert_eq!((response.status, response.body.as_slice()), (200, b"ok".as_slice()));
        assert_eq!(response.header("set-cookie"), Some("s=1; Path=/"));
        assert_eq!(stream, b"HTTP", "what follows belongs to the next response");
    }

    #[test]
    fn reads_a_body_in_chunks() {
        let text =
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(read(&mut text.as_slice()).unwrap().body, b"abcde");
    }

    #[test]
    fn a_response_without_body_ends() {
        assert_eq!(read(&mut b"HTTP/1.1 204 No Content\r\n\r\n".as_slice()).unwrap().status, 204);
    }

    #[test]
    fn rubbish_is_an_error() {
        assert!(read(&mut b"".as_slice()).is_err());
        assert!(read(&mut b"hello\r\n\r\n".as_slice()).is_err());
    }
}
