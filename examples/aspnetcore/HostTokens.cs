using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ParleyHost;

/// <summary>A user of the host, as its token tells them. The name is the username in Rocket.Chat, letter by letter.</summary>
public sealed record HostUser(string UserName, string? Name, string? Email)
{
    public static HostUser Of(ClaimsPrincipal? principal) => new(
        principal?.FindFirstValue("preferred_username") ?? throw new InvalidOperationException("nobody is signed in"),
        principal.FindFirstValue("name"),
        principal.FindFirstValue("email"));
}

/// <summary>
/// The host's own JWTs, HS256 and nothing else. A host with an identity server takes AddJwtBearer instead of this file.
/// </summary>
public sealed class HostTokens(Settings settings, TimeProvider clock)
{
    private const int MaxLength = 8 * 1024;
    private static readonly string Header = Encode("""{"alg":"HS256","typ":"JWT"}"""u8);
    private readonly TokenSettings options = settings.Token;
    private readonly byte[] key = Encoding.UTF8.GetBytes(settings.Token.Secret);
    private readonly byte[] wrapKey = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(settings.Token.Secret), 32, info: "enc_auth_token"u8.ToArray());

    private string RefreshAudience => $"{options.Audience}/refresh";

    public string IssueAccess(HostUser user) => Issue(user, options.Audience, TimeSpan.FromMinutes(options.Minutes));

    /// <summary>Of another audience, so that it opens nothing but the door to a new token.</summary>
    public string IssueRefresh(HostUser user) => Issue(user, RefreshAudience, TimeSpan.FromHours(options.RefreshHours));

    public HostUser? ReadAccess(string token) => Read(token, options.Audience);

    public HostUser? ReadRefresh(string token) => Read(token, RefreshAudience);

    /// <summary>ABP's <c>encryptedAccessToken</c>: what may stand in the address of a hub, and only this host can read.</summary>
    public string Encrypt(string accessToken)
    {
        var plain = Encoding.UTF8.GetBytes(accessToken);
        var nonce = RandomNumberGenerator.GetBytes(12);
        var cipher = new byte[plain.Length];
        var tag = new byte[16];
        using var aes = new AesGcm(wrapKey, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return Encode([.. nonce, .. tag, .. cipher]);
    }

    public string? Decrypt(string encrypted)
    {
        if (encrypted.Length > 2 * MaxLength || Decode(encrypted) is not { Length: > 28 } bytes) return null;
        var plain = new byte[bytes.Length - 28];
        using var aes = new AesGcm(wrapKey, 16);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(28), bytes.AsSpan(12, 16), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private string Issue(HostUser user, string audience, TimeSpan life)
    {
        var now = clock.GetUtcNow();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = options.Issuer,
            ["aud"] = audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + life).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["preferred_username"] = user.UserName,
            ["name"] = user.Name,
            ["email"] = user.Email,
        };
        var signed = $"{Header}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Encode(Sign(signed))}";
    }

    /// <summary>Null for a token that is not ours, not of now, not for <paramref name="audience"/>, or no token at all.</summary>
    private HostUser? Read(string token, string audience)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var payload, var signature]) return null;
        // Before anything is read that the signature vouches for; the algorithm is ours, never the token's.
        if (Decode(signature) is not { } mac) return null;
        if (!CryptographicOperations.FixedTimeEquals(Sign($"{header}.{payload}"), mac)) return null;
        if (Text(Parse(header), "alg") != "HS256" || Parse(payload) is not { } claims) return null;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var isNow = Number(claims, "exp") is { } end && now < end && (Number(claims, "nbf") ?? 0) <= now;
        if (!isNow || Text(claims, "iss") != options.Issuer || !IsFor(claims, audience)) return null;
        return Text(claims, "preferred_username") is { Length: > 0 } userName
            ? new HostUser(userName, Text(claims, "name"), Text(claims, "email"))
            : null;
    }

    private static bool IsFor(JsonElement claims, string audience) =>
        Text(claims, "aud") == audience
        || (claims.TryGetProperty("aud", out var list) && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(audience)));

    private byte[] Sign(string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static byte[]? Decode(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static JsonElement? Parse(string part)
    {
        if (Decode(part) is not { } bytes) return null;
        try
        {
            var value = JsonSerializer.Deserialize<JsonElement>(bytes);
            return value.ValueKind == JsonValueKind.Object ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? claims, string name) =>
        claims is { } all && all.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static double? Number(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}

/// <summary>The token comes in the header; to the hub, where browsers can send none, in the query too.</summary>
public sealed class HostTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, HostTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Host";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token) return Task.FromResult(AuthenticateResult.NoResult());
        if (tokens.ReadAccess(token) is not { } user) return Task.FromResult(AuthenticateResult.Fail("refused"));
        var identity = new ClaimsIdentity(Scheme, "preferred_username", null);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, user.UserName));
        identity.AddClaim(new Claim("preferred_username", user.UserName));
        if (user.Name is not null) identity.AddClaim(new Claim("name", user.Name));
        if (user.Email is not null) identity.AddClaim(new Claim("email", user.Email));
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme);
        return Task.FromResult(AuthenticateResult.Success(ticket));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Answers.Fail(401, "error-host-token", "You must be logged in to do this.").ExecuteAsync(Context);
    }

    private string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim();
        if (!request.Path.StartsWithSegments(ChatHub.Path)) return null;
        if (request.Query["access_token"].ToString() is { Length: > 0 } token) return token;
        return request.Query["enc_auth_token"].ToString() is { Length: > 0 } encrypted ? tokens.Decrypt(encrypted) : null;
    }
}
