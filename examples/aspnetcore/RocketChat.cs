using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ParleyHost;

/// <summary>What a user's calls are signed with.</summary>
public sealed record ChatLogin(string UserId, string AuthToken);

/// <summary>How something in Rocket.Chat ended that did not succeed. The text is for people and holds no secret.</summary>
public sealed class ChatException(int status, string code, string message) : Exception(message)
{
    public int Status => status;
    public string Code => code;

    public static ChatException Unavailable() => new(502, "error-upstream-unavailable", "The chat server does not answer");
    public static ChatException Slow() => new(503, "error-upstream-slow", "The chat server did not answer in time");
    public static ChatException Unreadable() => new(502, "error-upstream-unreadable", "The chat server answered something else");
    public static ChatException NotReady() => new(503, "error-not-ready", "The host is not signed in to the chat server");
    public static ChatException Inactive() => new(403, "error-user-inactive", "The user is not active");
    public static ChatException SignIn(string message) => new(403, "error-chat-sign-in", message);
}

/// <summary>An answer that was read to its end.</summary>
public sealed record ChatAnswer(int Status, JsonElement Body)
{
    public string? Text(string name) =>
        Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Rocket.Chat's REST API: one attempt each, with a limit on time.</summary>
public sealed class RocketChat(Settings settings) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(15);

    private readonly HttpClient http = NewClient(Limit);
    private readonly HttpClient uploads = NewClient(UploadLimit);

    private static HttpClient NewClient(TimeSpan limit) => new(new SocketsHttpHandler
    {
        // A redirection could lead anywhere, with the login; cookies would be shared by all users.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = limit,
    };

    /// <summary>The head of the answer, whatever its status. <paramref name="path"/> starts with a slash.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, ChatLogin? login, byte[]? json, Action<HttpRequestHeaders>? addHeaders, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, settings.Im.Root + path);
        if (login is not null)
        {
            request.Headers.Add("X-Auth-Token", login.AuthToken);
            request.Headers.Add("X-User-Id", login.UserId);
        }
        addHeaders?.Invoke(request.Headers);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (HttpRequestException)
        {
            throw ChatException.Unavailable();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw ChatException.Slow();
        }
    }

    /// <summary>Sends a form while it comes in. See <see cref="SendAsync"/>.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string path, ChatLogin login, HttpContent form, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Im.Root + path) { Content = form };
        request.Headers.Add("X-Auth-Token", login.AuthToken);
        request.Headers.Add("X-User-Id", login.UserId);
        try
        {
            return await uploads.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (HttpRequestException error) when (error.InnerException is BadHttpRequestException { StatusCode: 413 })
        {
            throw PassThrough.TooLarge();
        }
        catch (HttpRequestException)
        {
            throw ChatException.Unavailable();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw ChatException.Slow();
        }
    }

    /// <summary>The whole answer. Of statuses that say nothing about the call itself a <see cref="ChatException"/> is made.</summary>
    public async Task<ChatAnswer> CallAsync(HttpMethod method, string path, ChatLogin? login, object? body = null)
    {
        var json = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body);
        using var limit = new CancellationTokenSource(Limit); // of the body too
        using var response = await SendAsync(method, path, login, json, null, CancellationToken.None);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            throw new ChatException(429, "error-too-many-requests", "Error, too many requests. Please slow down.");
        if ((int)response.StatusCode >= 500) throw ChatException.Unavailable();
        try
        {
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
            return answer.ValueKind == JsonValueKind.Object
                ? new ChatAnswer((int)response.StatusCode, answer)
                : throw ChatException.Unreadable();
        }
        catch (OperationCanceledException)
        {
            throw ChatException.Slow();
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException or InvalidOperationException)
        {
            throw ChatException.Unreadable();
        }
    }

    /// <summary>Null when name and password are not right.</summary>
    public async Task<ChatLogin?> LogInAsync(string user, string password)
    {
        var answer = await CallAsync(HttpMethod.Post, "/api/v1/login", null, new { user, password });
        return answer.Status == 200 ? ReadLogin(answer) : null;
    }

    /// <summary><c>{data: {userId, authToken}}</c>, as <c>login</c> and <c>users.createToken</c> answer.</summary>
    public static ChatLogin ReadLogin(ChatAnswer answer)
    {
        if (answer.Body.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("userId", out var userId) && userId.ValueKind == JsonValueKind.String
            && data.TryGetProperty("authToken", out var token) && token.ValueKind == JsonValueKind.String)
            return new ChatLogin(userId.GetString()!, token.GetString()!);
        throw ChatException.Unreadable();
    }

    public void Dispose()
    {
        http.Dispose();
        uploads.Dispose();
    }
}
