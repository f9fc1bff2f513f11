using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ParleyHost;

/// <summary>Rocket.Chat's REST API in the name of the host's user (H21 to H24). What is not listed here does not exist.</summary>
public static class PassThrough
{
    private const int MaxBody = 256 * 1024;
    private const long MaxUpload = 100 * 1024 * 1024;

    private static readonly HashSet<string> Gets =
    [
        "me", "settings.public", "rooms.get", "subscriptions.get", "channels.history", "groups.history", "im.history",
        "chat.syncMessages", "chat.getMessage", "users.presence", "spotlight",
        "rooms.info", "rooms.autocomplete.channelAndPrivate", "rooms.autocomplete.channelAndPrivate.withPagination",
        "rooms.membersOrderedByRole", "rooms.isMember", "rooms.nameExists", "rooms.getDiscussions", "subscriptions.getOne",
        "channels.list", "channels.list.joined", "channels.info", "groups.info", "channels.members", "groups.members",
        "im.members", "channels.roles", "groups.roles", "channels.files", "groups.files", "im.files", "directory",
        "chat.search", "chat.getPinnedMessages", "chat.getStarredMessages", "chat.getMentionedMessages",
        "chat.getDeletedMessages", "chat.getDiscussions", "chat.getThreadsList", "chat.syncThreadsList",
        "chat.getThreadMessages", "chat.syncThreadMessages", "chat.getMessageReadReceipts", "chat.ignoreUser", "users.info",
        "users.autocomplete", "users.getStatus", "users.getPreferences", "permissions.listAll", "roles.list",
        "emoji-custom.list", "commands.list", "commands.preview",
    ];

    private static readonly HashSet<string> Uploads = ["rooms.media", "rooms.upload"];

    /// <summary>The same for public and private channels.</summary>
    private static readonly string[] ChannelPosts =
    [
        "create", "invite", "kick", "leave", "close", "open", "rename", "setTopic", "setDescription", "setAnnouncement",
        "setReadOnly", "setType", "addOwner", "removeOwner", "addModerator", "removeModerator", "addLeader", "removeLeader",
        "archive", "unarchive", "delete",
    ];

    private static readonly HashSet<string> Posts =
    [
        "subscriptions.read", "subscriptions.unread", "im.create", "channels.join", "chat.sendMessage", "chat.update", "chat.delete",
        "chat.react",
        "rooms.favorite", "rooms.hide", "rooms.open", "rooms.leave", "rooms.join", "rooms.saveNotification",
        "rooms.saveRoomSettings", "rooms.changeArchivationState", "rooms.delete", "rooms.createDiscussion", "rooms.muteUser",
        "rooms.unmuteUser", "im.close", "im.open", "im.leave", "chat.pinMessage", "chat.unPinMessage", "chat.starMessage",
        "chat.unStarMessage", "chat.reportMessage", "chat.followMessage", "chat.unfollowMessage", "users.setStatus",
        "users.setPreferences", "users.resetAvatar", "commands.run", "users.updateOwnBasicInfo",
        .. ChannelPosts.SelectMany(name => new[] { $"channels.{name}", $"groups.{name}" }),
    ];

    /// <summary>What users may change of their own account: not what the host knows them by.</summary>
    private static readonly HashSet<string> OwnFields = ["name", "nickname", "bio", "statusText", "statusType"];

    /// <summary>Addresses end up in logs: a token in one is refused, whether or not anybody would read it.</summary>
    private static readonly HashSet<string> TokenKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "access_token", "accesstoken", "authtoken", "enc_auth_token", "token", "chat_token", "rc_token", "rc_uid",
        "resumetoken", "x-auth-token",
    };

    private static readonly string[] Forwarded = ["Range", "If-None-Match", "If-Range"];

    private static readonly string[] Returned =
    [
        "Content-Type", "Content-Length", "Content-Range", "Content-Disposition", "Accept-Ranges", "ETag",
        "Last-Modified", "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    ];

    public static void MapPassThrough(this WebApplication app)
    {
        app.MapPost("/api/v1/{name}/{room}", UploadToRoomAsync).RequireAuthorization();
        app.MapPost("/api/v1/users.setAvatar", UploadAvatarAsync).RequireAuthorization();
        app.MapPost("/api/v1/rooms.mediaConfirm/{room}/{file}", ConfirmAsync).RequireAuthorization();
        app.MapPost("/api/v1/method.call/readThreads", ReadThreadsAsync).RequireAuthorization();
        app.Map("/api/v1/{**name}", CallAsync).RequireAuthorization();
        app.MapGet("/file-upload/{id}/{name}", FileAsync).RequireAuthorization();
        app.MapGet("/avatar/{name}", AvatarAsync);
        app.MapGet("/emoji-custom/{name}", EmojiAsync);
    }

    private static Task CallAsync(HttpContext context, string? name, RocketChat chat, ChatLogins logins) =>
        AnswerAsync(context, async () =>
        {
            var method = new HttpMethod(context.Request.Method);
            var isPost = method == HttpMethod.Post;
            var isListed = name is not null && (isPost ? Posts : method == HttpMethod.Get ? Gets : []).Contains(name);
            if (!isListed) throw new ChatException(404, "error-not-found", "There is no such thing here");
            var body = isPost ? await ReadBodyAsync(context.Request) : null;
            if (name == "users.updateOwnBasicInfo") CheckProfile(body);
            var path = $"/api/v1/{name}{context.Request.QueryString}";
            using var answer = await AsUserAsync(context, chat, logins, method, path, body);
            await PassOnAsJsonAsync(context, answer);
        });

    private static Task ConfirmAsync(HttpContext context, string room, string file, RocketChat chat, ChatLogins logins) =>
        AnswerAsync(context, async () =>
        {
            var body = await ReadBodyAsync(context.Request);
            var path = $"/api/v1/rooms.mediaConfirm/{Segment(room)}/{Segment(file)}{context.Request.QueryString}";
            using var answer = await AsUserAsync(context, chat, logins, HttpMethod.Post, path, body);
            await PassOnAsJsonAsync(context, answer);
        });

    /// <summary>The one method that REST has no other call for.</summary>
    private static Task ReadThreadsAsync(HttpContext context, RocketChat chat, ChatLogins logins) =>
        AnswerAsync(context, async () =>
        {
            var body = await ReadBodyAsync(context.Request);
            using var answer = await AsUserAsync(context, chat, logins, HttpMethod.Post, "/api/v1/method.call/readThreads", body);
            await PassOnAsJsonAsync(context, answer);
        });

    /// <summary>
    /// A form with a file is passed on while it comes in, and cannot be sent again: so the login is tried out, and renewed, before the
    /// first byte leaves (H21).
    /// </summary>
    private static Task UploadAsync(HttpContext context, Func<string> pathOf, RocketChat chat, ChatLogins logins) =>
        AnswerAsync(context, async () =>
        {
            var request = context.Request;
            var path = pathOf() + request.QueryString;
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data")
                throw new ChatException(415, "error-media-type", "The body must be multipart/form-data");
            if (request.ContentLength > MaxUpload) throw TooLarge();
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxUpload;
            using (await AsUserAsync(context, chat, logins, HttpMethod.Get, "/api/v1/me", null)) { }
            var login = await logins.GetAsync(HostUser.Of(context.User));
            using var form = new StreamContent(request.Body) { Headers = { ContentType = type, ContentLength = request.ContentLength } };
            using var answer = await chat.UploadAsync(path, login, form, context.RequestAborted);
            if (answer.StatusCode == HttpStatusCode.Unauthorized) throw new ChatException(502, "error-chat-login", "The chat server refused a new login");
            if ((int)answer.StatusCode is >= 300 and < 400) throw ChatException.Unreadable();
            if ((int)answer.StatusCode >= 500) throw ChatException.Unavailable();
            await PassOnAsJsonAsync(context, answer);
        });

    private static Task UploadToRoomAsync(HttpContext context, string name, string room, RocketChat chat, ChatLogins logins) =>
        UploadAsync(context, () => Uploads.Contains(name) ? $"/api/v1/{name}/{Segment(room)}" : throw NotFound(), chat, logins);

    private static Task UploadAvatarAsync(HttpContext context, RocketChat chat, ChatLogins logins) =>
        UploadAsync(context, () => "/api/v1/users.setAvatar", chat, logins);

    private static ChatException NotFound() => new(404, "error-not-found", "There is no such thing here");

    private static void CheckProfile(byte[]? body)
    {
        try
        {
            var data = JsonSerializer.Deserialize<JsonElement>(body).GetProperty("data");
            if (data.EnumerateObject().All(field => OwnFields.Contains(field.Name))) return;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ChatException(400, "error-invalid-arguments", "The body cannot be understood");
        }
        throw new ChatException(403, "error-not-allowed", "The host decides on names, addresses and passwords");
    }

    private static Task FileAsync(HttpContext context, string id, string name, RocketChat chat, ChatLogins logins) =>
        AnswerAsync(context, async () =>
        {
            var path = $"/file-upload/{Segment(id)}/{Segment(name)}{context.Request.QueryString}";
            using var answer = await AsUserAsync(context, chat, logins, HttpMethod.Get, path, null);
            PassOnAsFile(context);
            await PassOnAsync(context, answer, "private, no-cache");
        });

    /// <summary>Nobody's: a picture in a page sends no header.</summary>
    private static Task AvatarAsync(HttpContext context, string name, RocketChat chat) => PictureAsync(context, "avatar", name, chat);

    private static Task EmojiAsync(HttpContext context, string name, RocketChat chat) => PictureAsync(context, "emoji-custom", name, chat);

    private static Task PictureAsync(HttpContext context, string kind, string name, RocketChat chat) =>
        AnswerAsync(context, async () =>
        {
            var path = $"/{kind}/{Segment(name)}{context.Request.QueryString}";
            using var answer = await SendAsync(context, chat, HttpMethod.Get, path, null, null);
            PassOnAsFile(context);
            await PassOnAsync(context, answer, "private, no-cache");
        });

    /// <summary>401 stays the word of the host's token: whatever is wrong with the chat's login has another (H22).</summary>
    private static async Task AnswerAsync(HttpContext context, Func<Task> act)
    {
        try
        {
            if (context.Request.Query.Keys.Any(TokenKeys.Contains))
                throw new ChatException(400, "error-token-in-address", "Tokens do not belong into addresses");
            await act();
        }
        catch (ChatException error) when (!context.Response.HasStarted)
        {
            await Answers.Fail(error.Status, error.Code, error.Message).ExecuteAsync(context);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort(); // broken off in the middle
        }
    }

    private static async Task<HttpResponseMessage> AsUserAsync(
        HttpContext context, RocketChat chat, ChatLogins logins, HttpMethod method, string path, byte[]? body)
    {
        var user = HostUser.Of(context.User);
        var login = await logins.GetAsync(user);
        var answer = await SendAsync(context, chat, method, path, login, body);
        if (answer.StatusCode != HttpStatusCode.Unauthorized) return answer;
        await RefuseForbiddenAsync(answer, context.RequestAborted);
        answer = await SendAsync(context, chat, method, path, await logins.RenewAsync(user, login), body);
        if (answer.StatusCode != HttpStatusCode.Unauthorized) return answer;
        await RefuseForbiddenAsync(answer, context.RequestAborted);
        throw new ChatException(502, "error-chat-login", "The chat server refused a new login");
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpContext context, RocketChat chat, HttpMethod method, string path, ChatLogin? login, byte[]? body)
    {
        var answer = await chat.SendAsync(method, path, login, body, Forward, context.RequestAborted);
        var status = (int)answer.StatusCode;
        var isUsable = status < 500 && status is < 300 or >= 400 or 304;
        if (isUsable && !(status == 401 && login is null)) return answer;
        answer.Dispose();
        throw status >= 500 ? ChatException.Unavailable() : ChatException.Unreadable();

        void Forward(HttpRequestHeaders headers)
        {
            if (method != HttpMethod.Get || path.StartsWith("/api/", StringComparison.Ordinal)) return;
            foreach (var name in Forwarded)
                if (context.Request.Headers.TryGetValue(name, out var value)) headers.TryAddWithoutValidation(name, value.ToString());
        }
    }

    /// <summary>A 401 with an error type is about permission, not about the login (newer servers).</summary>
    private static async Task RefuseForbiddenAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(stop);
            string? type = null;
            try
            {
                var body = JsonSerializer.Deserialize<JsonElement>(text);
                if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("errorType", out var value)) type = value.ToString();
            }
            catch (JsonException)
            {
                // Then it is not about permission.
            }
            if (type is not null) throw new ChatException(403, type, "The chat server does not allow it");
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType()) throw new ChatException(415, "error-media-type", "The body must be application/json");
        if (request.ContentLength > MaxBody) throw TooLarge();
        // Kept whole, so that it can be sent a second time with a new login.
        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int length; (length = await request.Body.ReadAsync(part)) > 0;)
        {
            body.Write(part, 0, length);
            if (body.Length > MaxBody) throw TooLarge();
        }
        return body.ToArray();
    }

    internal static ChatException TooLarge() => new(413, "error-too-large", "The body is too large");

    private static async Task PassOnAsJsonAsync(HttpContext context, HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json") throw ChatException.Unreadable();
        await PassOnAsync(context, answer, "no-store");
    }

    private static async Task PassOnAsync(HttpContext context, HttpResponseMessage answer, string caching)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        // Of a file that has not changed a browser would take what else is said for the file's own.
        string[] returned = answer.StatusCode == HttpStatusCode.NotModified ? ["ETag", "Last-Modified"] : Returned;
        foreach (var name in returned)
        {
            if (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values))
                response.Headers[name] = new StringValues([.. values]);
        }
        response.Headers.CacheControl = caching;
        response.Headers.XContentTypeOptions = "nosniff";
        await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
    }

    /// <summary>A page or a picture with scripts that somebody has uploaded must not run as ours.</summary>
    private static void PassOnAsFile(HttpContext context) =>
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";

    /// <summary>Dots that climb, hidden slashes, controls and what is still encoded are refused.</summary>
    private static string Segment(string segment)
    {
        var isClean = segment is not ("" or "." or "..") && !segment.Any(letter => letter is '/' or '\\' or '%' || char.IsControl(letter));
        return isClean ? Uri.EscapeDataString(segment) : throw new ChatException(404, "error-not-found", "There is no such thing here");
    }
}
