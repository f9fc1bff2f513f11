using System.Security.Cryptography;
using System.Text.Json;

namespace ParleyHost;

/// <summary>The users' logins in Rocket.Chat: one for each, kept an hour, renewed by whoever was refused with it.</summary>
public sealed class ChatLogins(RocketChat chat, ChatAdmin admin, Settings settings, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, (Task<ChatLogin> Login, DateTimeOffset End)> kept = [];

    /// <summary>Fails with a <see cref="ChatException"/>. Callers at the same time share one sign-in.</summary>
    public Task<ChatLogin> GetAsync(HostUser user)
    {
        lock (gate)
        {
            return kept.TryGetValue(user.UserName, out var entry) && IsGood(entry) ? entry.Login : Start(user);
        }
    }

    /// <summary>Another login than <paramref name="stale"/>, which was refused.</summary>
    public Task<ChatLogin> RenewAsync(HostUser user, ChatLogin stale)
    {
        lock (gate)
        {
            var isOther = kept.TryGetValue(user.UserName, out var entry) && IsGood(entry)
                && !(entry.Login.IsCompletedSuccessfully && entry.Login.Result == stale);
            return isOther ? entry.Login : Start(user);
        }
    }

    private bool IsGood((Task<ChatLogin> Login, DateTimeOffset End) entry) =>
        !entry.Login.IsFaulted && clock.GetUtcNow() < entry.End;

    private Task<ChatLogin> Start(HostUser user)
    {
        var login = SignInAsync(user);
        kept[user.UserName] = (login, clock.GetUtcNow() + Life);
        return login;
    }

    private async Task<ChatLogin> SignInAsync(HostUser user)
    {
        // Whoever has the administrator's name in the host must not become administrator of the chat by it.
        if (user.UserName.Equals(settings.Im.AdminUserName, StringComparison.OrdinalIgnoreCase)) throw Reserved();
        var found = await FindAsync(user.UserName) ?? await CreateAsync(user);
        if (Text(found, "username") != user.UserName) throw ChatException.SignIn("The chat name belongs to somebody else");
        if (IsAdmin(found)) throw Reserved();
        if (found.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.False)
            throw ChatException.Inactive();
        var userId = Text(found, "_id") ?? throw ChatException.Unreadable();
        var login = await ByTokenAsync(userId) ?? await ByPasswordAsync(user.UserName);
        return login.UserId == userId ? login : throw ChatException.SignIn("The chat server signed somebody else in");
    }

    private async Task<JsonElement?> FindAsync(string userName)
    {
        var answer = await admin.CallAsync(HttpMethod.Get, $"/api/v1/users.info?username={Uri.EscapeDataString(userName)}");
        if (answer.Status == 200) return UserOf(answer);
        var isUnknown = answer.Text("error")?.Contains("not found", StringComparison.OrdinalIgnoreCase) == true;
        return isUnknown ? null : throw ChatException.SignIn("The chat server does not tell about its users");
    }

    private async Task<JsonElement> CreateAsync(HostUser user)
    {
        var password = settings.Im.DefaultPassword is { Length: > 0 } chosen
            ? chosen
            : Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var answer = await admin.CallAsync(HttpMethod.Post, "/api/v1/users.create", new
        {
            username = user.UserName,
            name = user.Name ?? user.UserName,
            email = user.Email ?? $"{user.UserName}@{settings.Im.EmailDomain}",
            password,
            verified = true,
            requirePasswordChange = false,
            sendWelcomeEmail = false,
        });
        if (answer.Status == 200) return UserOf(answer);
        // Another instance may have been quicker.
        return await FindAsync(user.UserName) ?? throw ChatException.SignIn("The chat server did not create the user");
    }

    private async Task<ChatLogin?> ByTokenAsync(string userId)
    {
        var secret = settings.Im.CreateTokenSecret;
        object body = secret == "" ? new { userId } : new { userId, secret };
        var answer = await admin.CallAsync(HttpMethod.Post, "/api/v1/users.createToken", body);
        return answer.Status == 200 ? RocketChat.ReadLogin(answer) : null;
    }

    private async Task<ChatLogin> ByPasswordAsync(string userName)
    {
        if (settings.Im.DefaultPassword == "")
            throw ChatException.SignIn("The chat server hands out no tokens, and Im:DefaultPassword is not set");
        return await chat.LogInAsync(userName, settings.Im.DefaultPassword)
            ?? throw ChatException.SignIn("The user exists in the chat with a password of their own");
    }

    private static JsonElement UserOf(ChatAnswer answer) =>
        answer.Body.TryGetProperty("user", out var user) && user.ValueKind == JsonValueKind.Object
            ? user
            : throw ChatException.Unreadable();

    private static bool IsAdmin(JsonElement user) =>
        user.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
        && roles.EnumerateArray().Any(role => role.ValueKind == JsonValueKind.String && role.ValueEquals("admin"));

    private static string? Text(JsonElement user, string name) =>
        user.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ChatException Reserved() => ChatException.SignIn("Administrators do not sign in by the host");
}
